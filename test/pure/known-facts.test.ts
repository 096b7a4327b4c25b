import { describe, expect, test } from 'vitest';
import type { AppUsageRow } from '../../src/jodoo/app-usage-row.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays, type StatisticsDay, settlesAtMs, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createKnownFacts } from '../../src/usage/known-facts.ts';

const DAY = statisticsDay('2026-03-23');
const SETTLE_AFTER_HOURS = 6;
const TTL_MS = 60_000;
const SETTLED_MS = settlesAtMs(DAY, SETTLE_AFTER_HOURS);
const YEARS_MS = 10 * 365 * 86_400_000;

/** Known facts, and a clock that only moves when told. */
function factsAt(startMs: number, maxRows = 1_000) {
  const clock = { nowMs: startMs };
  const facts = createKnownFacts({
    maxRows,
    settleAfterHours: SETTLE_AFTER_HOURS,
    provisionalTtlMs: TTL_MS,
    now: () => clock.nowMs,
  });
  return { facts, clock };
}

function row(appId: string, day: StatisticsDay = DAY, collected = true): AppUsageRow {
  return {
    date: day,
    appId,
    appName: `Name of ${appId}`,
    creator: { memberId: `creator of ${appId}`, name: 'Mei' },
    createdAt: null,
    lastEditAt: null,
    lastVisitAt: null,
    metrics: collected ? metricsFrom(() => 1) : null,
  };
}

function rows(appIds: readonly string[], day: StatisticsDay = DAY): AppUsageRow[] {
  return appIds.map((appId) => row(appId, day));
}

function ids(count: number, prefix = 'app'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

describe('the known facts', () => {
  test('a fact that was asked for after its day settled never expires', () => {
    const { facts, clock } = factsAt(SETTLED_MS);
    facts.saveLookup(DAY, ['a', 'gone'], [row('a')], SETTLED_MS);
    facts.savePage(DAY, 0, [row('b')], true, SETTLED_MS);
    clock.nowMs += YEARS_MS;
    expect(facts.app(DAY, 'a')).toEqual({ kind: 'row', row: row('a'), settled: true });
    expect(facts.app(DAY, 'gone')).toEqual({ kind: 'absent', settled: true });
    expect(facts.page(DAY, 0)).toEqual({ rows: [row('b')], hasNext: true, settled: true });
  });

  test('a fact that was asked for before its day settled is believed for its time and no longer', () => {
    const askedAtMs = SETTLED_MS - 1;
    const { facts, clock } = factsAt(askedAtMs);
    facts.saveLookup(DAY, ['a', 'gone'], [row('a')], askedAtMs);
    facts.savePage(DAY, 0, [row('b')], true, askedAtMs);
    clock.nowMs = askedAtMs + TTL_MS - 1;
    expect(facts.app(DAY, 'a')).toEqual({ kind: 'row', row: row('a'), settled: false });
    expect(facts.app(DAY, 'gone')).toEqual({ kind: 'absent', settled: false });
    expect(facts.page(DAY, 0)?.settled).toBe(false);
    clock.nowMs += 1;
    expect(facts.app(DAY, 'a')).toBeUndefined();
    expect(facts.app(DAY, 'gone')).toBeUndefined();
    expect(facts.page(DAY, 0)).toBeUndefined();
  });

  test('a row of which nothing was collected stays provisional, and so does its page', () => {
    const { facts, clock } = factsAt(SETTLED_MS);
    const uncollected = row('zeros', DAY, false);
    facts.savePage(DAY, 0, [row('a'), uncollected], false, SETTLED_MS);
    expect(facts.app(DAY, 'zeros')).toEqual({ kind: 'row', row: uncollected, settled: false });
    expect(facts.app(DAY, 'a')?.settled).toBe(true);
    expect(facts.page(DAY, 0)?.settled).toBe(false);
    clock.nowMs += TTL_MS;
    expect(facts.app(DAY, 'zeros')).toBeUndefined();
    expect(facts.page(DAY, 0)).toBeUndefined();
    expect(facts.app(DAY, 'a')?.settled).toBe(true);
  });

  test('an answer that a settled one overtook does not replace it', () => {
    const { facts } = factsAt(SETTLED_MS);
    facts.saveLookup(DAY, ['a'], [row('a')], SETTLED_MS);
    facts.saveLookup(DAY, ['a'], [], SETTLED_MS - 1);
    expect(facts.app(DAY, 'a')).toEqual({ kind: 'row', row: row('a'), settled: true });
  });

  test('a page that a settled one overtook does not replace it', () => {
    const { facts, clock } = factsAt(SETTLED_MS);
    facts.savePage(DAY, 0, [row('a')], false, SETTLED_MS);
    facts.savePage(DAY, 0, [row('a')], false, SETTLED_MS - 1);
    clock.nowMs += YEARS_MS;
    expect(facts.page(DAY, 0)?.settled).toBe(true);
  });

  test('an app is absent once every page of a list is known without it, and not before', () => {
    const { facts } = factsAt(SETTLED_MS);
    facts.savePage(DAY, 1, rows(['c']), false, SETTLED_MS);
    expect(facts.app(DAY, 'x')).toBeUndefined();
    facts.savePage(DAY, 0, rows(['a', 'b']), true, SETTLED_MS);
    expect(facts.app(DAY, 'x')).toEqual({ kind: 'absent', settled: true });
    expect(facts.app(DAY, 'c')).toEqual({ kind: 'row', row: row('c'), settled: true });
    expect(facts.app(addDays(DAY, -1), 'x')).toBeUndefined();
  });

  test('an absence by a list of which one page is provisional is provisional', () => {
    const { facts, clock } = factsAt(SETTLED_MS);
    facts.savePage(DAY, 0, rows(['a']), true, SETTLED_MS - 1);
    facts.savePage(DAY, 1, rows(['b']), false, SETTLED_MS);
    expect(facts.app(DAY, 'x')).toEqual({ kind: 'absent', settled: false });
    clock.nowMs += TTL_MS;
    expect(facts.app(DAY, 'x')).toBeUndefined();
  });

  test('an id on two pages makes the older page unknown', () => {
    const { facts } = factsAt(SETTLED_MS);
    facts.savePage(DAY, 0, rows(['a', 'b']), true, SETTLED_MS);
    facts.savePage(DAY, 1, rows(['b', 'c']), false, SETTLED_MS);
    expect(facts.page(DAY, 0)).toBeUndefined();
    expect(facts.page(DAY, 1)?.rows).toEqual(rows(['b', 'c']));
    expect(facts.app(DAY, 'x')).toBeUndefined();
    expect(facts.outlook(DAY).unknownPages).toEqual([0]);
  });

  test('whole days are forgotten when there are too many rows, the least recently used first', () => {
    const { facts } = factsAt(SETTLED_MS, 4);
    const [first, second, third] = [addDays(DAY, -2), addDays(DAY, -1), DAY] as const;
    facts.saveLookup(first, ['a', 'b'], rows(['a', 'b'], first), SETTLED_MS);
    facts.saveLookup(second, ['a', 'b'], rows(['a', 'b'], second), SETTLED_MS);
    facts.saveLookup(third, ['a'], rows(['a'], third), SETTLED_MS);
    expect(facts.app(first, 'a')).toBeUndefined();
    expect(facts.app(first, 'b')).toBeUndefined();
    expect(facts.app(second, 'b')?.kind).toBe('row');
    expect(facts.app(third, 'a')?.kind).toBe('row');
  });

  test('the day in use is kept whatever its size', () => {
    const { facts } = factsAt(SETTLED_MS, 1);
    facts.savePage(DAY, 0, rows(ids(100)), false, SETTLED_MS);
    expect(facts.page(DAY, 0)?.rows).toHaveLength(100);
  });

  test('a near day tells the length of a list and where an app stands in it', () => {
    const { facts } = factsAt(SETTLED_MS);
    const near = addDays(DAY, -3);
    facts.savePage(near, 0, rows(ids(100, 'p'), near), true, SETTLED_MS);
    facts.savePage(near, 1, rows(ids(30, 'q'), near), false, SETTLED_MS);
    const outlook = facts.outlook(DAY);
    expect(outlook.unknownPages).toEqual([0, 1]);
    expect(outlook.pageOf('p0')).toBe(0);
    expect(outlook.pageOf('q29')).toBe(1);
    // These may have moved across the pages' end since.
    expect(outlook.pageOf('p99')).toBeUndefined();
    expect(outlook.pageOf('q0')).toBeUndefined();
    expect(outlook.pageOf('x')).toBeUndefined();
  });

  test('nothing is told of a list when no whole list is known', () => {
    const { facts } = factsAt(SETTLED_MS);
    facts.savePage(addDays(DAY, -1), 0, rows(ids(100), addDays(DAY, -1)), true, SETTLED_MS);
    expect(facts.outlook(DAY).unknownPages).toBeUndefined();
    expect(facts.outlook(DAY).pageOf('app0')).toBeUndefined();
  });

  test('the latest row of an app is of the latest day on which it was seen', () => {
    const { facts } = factsAt(SETTLED_MS);
    const earlier = addDays(DAY, -1);
    facts.saveLookup(DAY, ['a'], [row('a')], SETTLED_MS);
    facts.saveLookup(earlier, ['a'], rows(['a'], earlier), SETTLED_MS);
    expect(facts.latestRow('a')?.date).toBe(DAY);
    expect(facts.latestRow('x')).toBeUndefined();
    expect(facts.member('creator of a')).toEqual({ memberId: 'creator of a', name: 'Mei' });
  });
});

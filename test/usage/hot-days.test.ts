import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Archive, ListArchive } from '../../src/archive/archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createJodooClient } from '../../src/jodoo/client.ts';
import { addDays, type StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { createFacts } from '../../src/usage/facts.ts';
import { hotDayBytes } from '../../src/usage/hot-day.ts';
import { createHotDays } from '../../src/usage/hot-days.ts';
import type { ListReader } from '../../src/usage/operation.ts';
import { createUsage, type Usage } from '../../src/usage/usage.ts';
import { DAY, ids, lookup, PROVISIONAL, page, plainRow, row, SETTLED_MS } from '../archive/rows.ts';
import { neverAborted } from '../support/never-aborted.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {} };
const SETTLEMENT = { settleAfterHours: 6, provisionalTtlMs: 300_000 };
const NOW_MS = SETTLED_MS + 86_400_000;
const BY_DATA = { by: 'data', direction: 'desc' } as const;

let archive: Archive;
let usage: Usage;
let reads: string[];
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  archive = await openArchive({ url: 'sqlite::memory:', origin: 'test' });
  const client = createJodooClient({ baseUrl: 'http://127.0.0.1:9', apiKey: 'test', timeoutMs: 1_000 });
  reads = [];
  usage = createUsage({
    client,
    archive: noting(archive, reads),
    holder: 'test',
    now: () => NOW_MS,
    pace: { minIntervalMs: 20, background: true, alone: true },
    limits: { maxCallsPerOperation: 30, maxPendingCalls: 120, requestTimeoutMs: 20_000 },
    settlement: SETTLEMENT,
    log: SILENT,
  });
  closers.push(archive.close, client.close, usage.close);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test('every question about a hot day is answered at once and without the archive', async () => {
  const rows = ids(150).map((id) => row(id));
  await archive.list('app').save(page(0, rows.slice(0, 100), 'more'));
  await archive.list('app').save(page(1, rows.slice(100), 'end'));
  await archive.list('app').save(lookup(['absent'], []));
  const apps = open();
  const questions = [
    () => apps.window(DAY, 90, 20),
    () => apps.row(DAY, 'app120'),
    () => apps.row(DAY, 'absent'),
    () => apps.rows(DAY, { order: BY_DATA, filter: { nameContains: '7' } }, { from: 'last', count: 5 }),
    () => apps.rows(DAY, { ids: ['absent', 'app003'] }, { from: 'first', count: 5 }),
    () => apps.sum(DAY, {}),
    () => apps.sumIfKnown(DAY, { filter: { creatorIds: ['creator of app001'] } }),
  ];
  const cold = [];
  for (const ask of questions) cold.push(await ask());
  await usage.hotDays.idle();
  // An absent id is kept once it was asked for on the hot day.
  expect(await open().row(DAY, 'absent')).toEqual({ kind: 'absent', settled: true });
  reads.length = 0;
  const operation = usage.open(neverAborted);
  expect(operation.requestedDay('app', DAY)).toBe(DAY);
  expect(operation.list('app').window(DAY, 90, 20)).toEqual(cold[0]);
  expect(operation.report()).toMatchObject({ lasting: true, calls: 0 });
  for (const [index, ask] of questions.entries()) {
    const answer = ask();
    if (index !== 1 && index !== 2) expect(answer).not.toBeInstanceOf(Promise);
    expect(await answer).toEqual(cold[index]);
  }
  expect(open().row(DAY, 'app120')).toEqual(cold[1]);
  expect(open().row(DAY, 'absent')).toEqual(cold[2]);
  expect(reads).toEqual([]);
});

test('histories, series and sums of settled days are answered at once the second time', async () => {
  const days = Array.from({ length: 30 }, (_, index) => addDays(DAY, index - 29));
  for (const day of days) await archive.list('app').save(page(0, [row('a', { date: day })], 'end', { day }));
  const range = { from: addDays(DAY, -29), to: DAY };
  const series = { range, interval: 'week', flows: true, wait: false } as const;
  const questions = (apps: ListReader) => [
    () => apps.history('a', range, { from: 'first', count: 50 }),
    () => apps.history('a', range, { from: 'last', count: 3, before: DAY }, true),
    () => apps.series('a', series),
    () => apps.daySums(range),
  ];
  const cold = [];
  for (const ask of questions(open())) cold.push(await ask());
  reads.length = 0;
  const operation = usage.open(neverAborted);
  const hotAnswers = questions(operation.list('app')).map((ask) => ask());
  for (const [index, answer] of hotAnswers.entries()) {
    expect(answer).not.toBeInstanceOf(Promise);
    expect(cold[index]).toMatchObject(answer);
  }
  expect(operation.report()).toMatchObject({ lasting: true, calls: 0, shelf: 'memory' });
  expect(reads).toEqual([]);
});

test('all three lists have hot days', async () => {
  await archive.list('member').save(page(0, [plainRow('m')], 'end', { list: 'member' }));
  const organization = plainRow('organization');
  await archive.list('organization').save(page(0, [organization], 'end', { list: 'organization' }));
  for (const [kind, id] of [
    ['member', 'm'],
    ['organization', 'organization'],
  ] as const) {
    await open(kind).row(DAY, id);
    await usage.hotDays.idle();
    expect(open(kind).row(DAY, id)).toMatchObject({ kind: 'row', settled: true });
  }
});

test('a correction that is filed for a hot day is what the next question answers', async () => {
  await archive.list('app').save(page(0, [row('a')], 'end'));
  await hot();
  const { facts } = usage.lane('app');
  const call = { kind: 'page', day: DAY, page: 0 } as const;
  await facts.file({ call, rows: [row('b'), row('a')], hasNext: false, askedAtMs: NOW_MS });
  expect(await open().window(DAY, 0, 9)).toMatchObject({ rows: [{ id: 'b' }, { id: 'a' }] });
  await usage.hotDays.idle();
  expect(open().window(DAY, 0, 9)).toMatchObject({ rows: [{ id: 'b' }, { id: 'a' }] });
});

test('a day that is provisional or lacks a page is never hot, and is once it is settled and complete', async () => {
  await archive.list('app').save(page(0, [row('a')], 'end', { asked: PROVISIONAL }));
  const { facts } = usage.lane('app');
  const file = (number: number, rows: readonly UsageRow[], hasNext: boolean) =>
    facts.file({
      call: { kind: 'page', day: DAY, page: number },
      rows,
      hasNext,
      askedAtMs: NOW_MS,
    });
  await archive.list('app').save(page(0, hundred(), 'more', { asked: { atMs: SETTLED_MS, settled: true } }));
  await open().window(DAY, 0, 9);
  await usage.hotDays.idle();
  expect(open().window(DAY, 0, 9)).toBeInstanceOf(Promise);
  await file(1, [row('z')], false);
  await open().window(DAY, 0, 9);
  await usage.hotDays.idle();
  expect(open().window(DAY, 98, 9)).toMatchObject({ rows: [{}, {}, { id: 'z' }], hasNext: false });
});

test('hot days keep within their bound, and the one that was used longest ago gives way', async () => {
  const list = archive.list('app');
  const days = [DAY, addDays(DAY, -1), addDays(DAY, -2)];
  const rows = (day: StatisticsDay) => [row('a', { date: day })];
  for (const day of days) await list.save(page(0, rows(day), 'end', { day }));
  const facts = createFacts({ kind: 'app', archive: list, settlement: SETTLEMENT, now: () => NOW_MS });
  let nowMs = 0;
  const hotDays = createHotDays({ maxBytes: 2 * hotDayBytes(rows(DAY)), monotonicMs: () => nowMs });
  const hotList = hotDays.list('app', facts);
  const areHot = () => days.map((day) => hotList.has(day));
  for (const day of days) {
    hotList.day(day);
    await hotDays.idle();
    nowMs += 1_000;
  }
  // A day that is still in use does not give way to another.
  expect(areHot()).toEqual([true, true, false]);
  nowMs += 60_000;
  hotList.day(DAY);
  hotList.day(addDays(DAY, -2));
  await hotDays.idle();
  expect(areHot()).toEqual([true, false, true]);
  await hotDays.close();
});

test('latest names are read once, and again when an answer moves them on', async () => {
  const { facts } = usage.lane('app');
  const file = (name: string, creatorName: string) =>
    facts.file({
      call: { kind: 'ids', day: DAY, ids: ['a'] },
      rows: [row('a', { name, creator: { memberId: 'm', name: creatorName } })],
      hasNext: false,
      askedAtMs: NOW_MS,
    });
  const entity = (kind: 'app' | 'member', id: string) => usage.open(neverAborted).entities(kind).byId(id);
  await file('CRM', 'Mei');
  await entity('app', 'a');
  await entity('member', 'm');
  expect(entity('app', 'a')).toMatchObject({ name: 'CRM', creator: { name: 'Mei' } });
  expect(entity('member', 'm')).toMatchObject({ name: 'Mei' });
  await file('CRM', 'Mei Lin');
  expect(await entity('app', 'a')).toMatchObject({ name: 'CRM', creator: { name: 'Mei Lin' } });
  expect(await entity('member', 'm')).toMatchObject({ name: 'Mei Lin' });
  await file('CRM 2', 'Mei Lin');
  expect(await entity('app', 'a')).toMatchObject({ name: 'CRM 2' });
  expect(entity('member', 'm')).toMatchObject({ name: 'Mei Lin' });
});

function open(kind: 'app' | 'member' | 'organization' = 'app') {
  return usage.open(neverAborted).list(kind);
}

async function hot(): Promise<void> {
  await open().window(DAY, 0, 1);
  await usage.hotDays.idle();
  expect(open().window(DAY, 0, 1)).not.toBeInstanceOf(Promise);
}

function hundred(): UsageRow[] {
  return ids(100).map((id) => row(id));
}

/** An archive that notes the reads of its lists. */
function noting(target: Archive, into: string[]): Archive {
  const lists = new Map<string, ListArchive>();
  return {
    ...target,
    list(kind) {
      const list = target.list(kind);
      const known = lists.get(kind) ?? {
        ...list,
        facts: (...asked) => noted(into, 'facts', list.facts(...asked)),
        pages: (...asked) => noted(into, 'pages', list.pages(...asked)),
        state: (...asked) => noted(into, 'state', list.state(...asked)),
        rows: (...asked) => noted(into, 'rows', list.rows(...asked)),
        sum: (...asked) => noted(into, 'sum', list.sum(...asked)),
        history: (...asked) => noted(into, 'history', list.history(...asked)),
        daySums: (...asked) => noted(into, 'daySums', list.daySums(...asked)),
        knowsDay: (...asked) => noted(into, 'knowsDay', list.knowsDay(...asked)),
      };
      lists.set(kind, known);
      return known;
    },
  };
}

function noted<T>(into: string[], name: string, answer: T): T {
  into.push(name);
  return answer;
}

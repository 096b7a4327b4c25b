import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import type { AppUsageFilter, AppUsageOrder, RowsQuery, RowsWindow } from '../../src/archive/whole-day.ts';
import type { AppUsageRow } from '../../src/jodoo/app-usage-row.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { describeDatabases } from './databases.ts';
import { DAY, ids, LATER, row, SETTLED } from './rows.ts';

const instants = fc.constantFrom(
  null,
  '2026-01-01T00:00:00+08:00',
  '2025-12-31T17:00:00Z',
  '2026-02-01T00:00:00Z',
);
const counts = fc.option(fc.nat({ max: 3 }), { nil: null });
const someRows = fc.uniqueArray(fc.constantFrom(...ids(40)), { maxLength: 12 }).chain((appIds) =>
  fc.tuple(
    ...appIds.map((appId) =>
      fc
        .record({
          appName: fc.constantFrom('CRM', 'crm 2', '100%', 'a_b', 'Ärzte', 'ÄRZTE', '审批'),
          creator: fc.constantFrom(null, { memberId: 'm', name: 'Mei' }, { memberId: 'n', name: 'Ana' }),
          createdAt: instants,
          lastEditAt: instants,
          lastVisitAt: instants,
          data: counts,
          dash: counts,
        })
        .map(({ data, dash, ...more }) =>
          row(appId, { ...more, metrics: { ...metricsFrom(() => 1), data, dash } }),
        ),
    ),
  ),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const someMs = fc.constantFrom(Date.parse('2026-01-01T00:00:00+08:00'), Date.parse('2026-01-15T00:00:00Z'));
const someFilter: fc.Arbitrary<AppUsageFilter> = fc.record({
  nameContains: maybe(fc.constantFrom('c', 'CRM', '%', '_', 'ä', '批')),
  creatorIds: maybe(fc.subarray(['m', 'n'])),
  createdAfterMs: maybe(someMs),
  createdBeforeMs: maybe(someMs),
  lastVisitAfterMs: maybe(someMs),
  lastVisitBeforeMs: maybe(someMs),
  metrics: maybe(
    fc.array(
      fc.record({ metric: fc.constant('data' as const), min: maybe(fc.nat(3)), max: maybe(fc.nat(3)) }),
      { maxLength: 2 },
    ),
  ),
});
const someOrder: fc.Arbitrary<AppUsageOrder | undefined> = maybe(
  fc.record({
    by: fc.constantFrom('name', 'createdAt', 'lastVisitAt', 'data', 'dash'),
    direction: fc.constantFrom('asc', 'desc'),
  }),
);

describeDatabases((database) => {
  test('rows are what a plain search of the list gives, page by page, forwards and backwards', async () => {
    const archive = await database.open();
    await fc.assert(
      fc.asyncProperty(
        someRows,
        maybe(someFilter),
        someOrder,
        fc.boolean(),
        fc.integer({ min: 1, max: 5 }),
        async (rows, filter, order, byIds, count) => {
          await archive.savePage(DAY, 0, rows, false, { ...SETTLED, atMs: SETTLED.atMs });
          const appIds = byIds
            ? rows.map(({ appId }) => appId).filter((_id, index) => index % 2 === 0)
            : undefined;
          if (appIds?.length === 0) return;
          const query: RowsQuery = { appIds, filter, order };
          const expected = modelled(rows, query);
          expect(await walk(archive, query, count, 'first')).toEqual(expected.map(({ appId }) => appId));
          expect(await walk(archive, query, count, 'last')).toEqual(expected.map(({ appId }) => appId));
          const sum = await archive.sum(DAY, query, LATER);
          expect(sum.apps).toBe(expected.length);
          expect(sum.metrics.data).toBe(summed(expected, 'data'));
          expect(sum.metrics.formCoop).toBe(expected.length);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('a walk goes on at its place when rows are inserted, removed and moved meanwhile', async () => {
    const archive = await database.open();
    const withData = (appId: string, data: number | null) =>
      row(appId, { metrics: { ...metricsFrom(() => 1), data } });
    const provisional = { atMs: SETTLED.atMs, settled: false };
    const believed = { ...LATER, sinceMs: 0 };
    await archive.savePage(
      DAY,
      0,
      [withData('a', 9), withData('b', 5), withData('c', 1)],
      false,
      provisional,
    );
    const query: RowsQuery = { order: { by: 'data', direction: 'desc' } };
    const first = await archive.rows(DAY, query, { from: 'first', count: 2 }, believed);
    expect(first.rows.map(({ row: { appId } }) => appId)).toEqual(['a', 'b']);
    const changed = [
      withData('x', 7),
      withData('a', 9),
      withData('y', 3),
      withData('c', 1),
      withData('z', null),
    ];
    await archive.savePage(DAY, 0, changed, false, provisional);
    await archive.saveLookup(DAY, ['b'], [], provisional);
    const after = first.rows.at(-1)?.place;
    const next = await archive.rows(DAY, query, { from: 'first', count: 9, after }, believed);
    expect(next.rows.map(({ row: { appId } }) => appId)).toEqual(['y', 'c', 'z']);
  });
});

async function walk(archive: Archive, query: RowsQuery, count: number, from: 'first' | 'last') {
  const seen: string[] = [];
  let window: RowsWindow = { from, count };
  for (;;) {
    const { rows, hasAfter, hasBefore } = await archive.rows(DAY, query, window, LATER);
    const found = rows.map(({ row: { appId } }) => appId);
    if (from === 'first') seen.push(...found);
    else seen.unshift(...found);
    const more = from === 'first' ? hasAfter : hasBefore;
    if (!more) return seen;
    window =
      from === 'first' ? { from, count, after: rows.at(-1)?.place } : { from, count, before: rows[0]?.place };
  }
}

function modelled(rows: readonly AppUsageRow[], { appIds, filter = {}, order }: RowsQuery): AppUsageRow[] {
  const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant));
  const from = (instant: string | null, bound: number | undefined) =>
    bound === undefined || (ms(instant) ?? Number.NEGATIVE_INFINITY) >= bound;
  const until = (instant: string | null, bound: number | undefined, never: boolean) =>
    bound === undefined || (instant === null ? never : Date.parse(instant) < bound);
  const found = rows.filter(
    (one) =>
      (appIds === undefined || appIds.includes(one.appId)) &&
      (filter.nameContains === undefined ||
        one.appName.toLowerCase().includes(filter.nameContains.toLowerCase())) &&
      (filter.creatorIds === undefined || filter.creatorIds.includes(one.creator?.memberId ?? '')) &&
      from(one.createdAt, filter.createdAfterMs) &&
      until(one.createdAt, filter.createdBeforeMs, false) &&
      from(one.lastVisitAt, filter.lastVisitAfterMs) &&
      until(one.lastVisitAt, filter.lastVisitBeforeMs, true) &&
      (filter.metrics ?? []).every(({ min = 0, max = 9 }) => {
        const data = one.metrics?.data ?? null;
        return data !== null && data >= min && data <= max;
      }),
  );
  if (order === undefined) return found;
  const orderValue = ({ appName, createdAt, lastVisitAt, metrics }: AppUsageRow) => {
    if (order.by === 'name') return Buffer.from(appName.toLowerCase()).toString('hex');
    if (order.by === 'createdAt') return ms(createdAt);
    if (order.by === 'lastVisitAt') return ms(lastVisitAt);
    return metrics?.[order.by === 'dash' ? 'dash' : 'data'] ?? null;
  };
  return found.sort((a, b) => {
    const [left, right] = [orderValue(a), orderValue(b)];
    if (left === right) return a.appId < b.appId ? -1 : 1;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right === (order.direction === 'asc') ? -1 : 1;
  });
}

function summed(rows: readonly AppUsageRow[], metric: 'data'): number | null {
  return rows.reduce<number | null>((sum, { metrics }) => {
    const count = metrics?.[metric] ?? null;
    return sum === null || count === null ? null : sum + count;
  }, 0);
}

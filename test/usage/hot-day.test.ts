import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListArchive } from '../../src/archive/archive.ts';
import type { RowQuery, RowWindow } from '../../src/archive/row-query.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { compareText } from '../../src/usage/compare-text.ts';
import { createHotDay, type HotDay } from '../../src/usage/hot-day.ts';
import { describeDatabases } from '../archive/databases.ts';
import { DAY, ids, LATER, lookup, page, row } from '../archive/rows.ts';
import { maybe, someFilter, someOrder, someRows } from '../archive/some-rows.ts';

const UNLISTED = 'unlisted';
const ABSENT = 'absent';

/** A place that a cursor may hold: of a row that is gone, or never was. */
const somePlace = fc.record({
  id: fc.constantFrom(...ids(40), 'b', 'zzz', 'app\x001'),
  value: fc.constantFrom(
    null,
    0,
    1,
    2,
    3,
    -1,
    Number.MAX_SAFE_INTEGER,
    Date.parse('2026-01-01T00:00:00+08:00'),
  ),
});
const someWindow = fc.record({
  from: fc.constantFrom('first' as const, 'last' as const),
  count: fc.integer({ min: 1, max: 5 }),
  after: maybe(somePlace),
  before: maybe(somePlace),
});

describeDatabases((database) => {
  test('a hot day answers row for row what the archive answers', async () => {
    const apps = (await database.open()).list('app');
    await apps.save(lookup([UNLISTED, ABSENT], [row(UNLISTED, { name: 'CRM unlisted' })]));
    const askedIds = fc.subarray([...ids(40), UNLISTED, ABSENT], { minLength: 1, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(
        someRows,
        fc.record({ ids: maybe(askedIds), filter: maybe(someFilter), order: someOrder }),
        fc.array(someWindow, { minLength: 1, maxLength: 4 }),
        async (rows, query, windows) => {
          await apps.save(page(0, rows, 'end'));
          const hot = await hotDayOf(apps, query.ids);
          for (const window of windows) await compareWalk(apps, hot, query, placedFor(query, window));
          expect(hot.sum(query)).toEqual(await apps.sum(DAY, query, LATER));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('sums of a hot day are null where a count is unknown or too large, as the archive has it', async () => {
    const apps = (await database.open()).list('app');
    const counting = (id: string, data: number, dash: number | null) =>
      row(id, { metrics: { ...metricsFrom(() => 1), data, dash } });
    const largest = Number.MAX_SAFE_INTEGER;
    await apps.save(page(0, [counting('a', largest - 1, 1), counting('b', 1, null)], 'end'));
    await apps.save(lookup(['c'], [counting('c', 2, 3)]));
    const hot = await hotDayOf(apps, ['c']);
    for (const query of [{}, { filter: {} }, { ids: ['a', 'b', 'c'] }, { ids: ['c'] }]) {
      expect(hot.sum(query)).toEqual(await apps.sum(DAY, query, LATER));
    }
    expect(hot.sum({})?.metrics).toMatchObject({ data: largest, dash: null });
    expect(hot.sum({ ids: ['a', 'b', 'c'] })?.metrics).toMatchObject({ data: null, dash: null });
  });

  test('a window of a hot day is the stretch of the list that the archive has there', async () => {
    const apps = (await database.open()).list('app');
    const all = ids(230).map((id) => row(id));
    await apps.save(page(0, all.slice(0, 100), 'more'));
    await apps.save(page(1, all.slice(100, 200), 'more'));
    await apps.save(page(2, all.slice(200), 'end'));
    const hot = await hotDayOf(apps);
    expect(hot.window(95, 10)).toMatchObject({ rows: all.slice(95, 105), hasNext: true, settled: true });
    expect(hot.window(220, 10)).toMatchObject({ rows: all.slice(220), hasNext: false });
    expect(hot.window(500, 10)).toEqual({ rows: [], hasNext: false, settled: true });
  });
});

test('texts compare as their bytes in UTF-8 do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareText(a, b))).toBe(bytes);
    }),
    { examples: [['\uFF21', '\u{1F4CA}']] },
  );
});

/** `asked`: what the archive says of ids outside the list is kept as they are asked for. */
async function hotDayOf(apps: ListArchive, asked: readonly string[] = []): Promise<HotDay> {
  const pages = await apps.pages(DAY, 0, 100, LATER);
  const rows: UsageRow[] = [...pages.values()].flatMap((each) => each.rows);
  const hot = createHotDay(rows);
  for (const [id, fact] of await apps.facts(DAY, asked, LATER)) hot.learn(id, fact);
  return hot;
}

/** Values of places must be of the order's kind. */
function placedFor({ order }: RowQuery, window: RowWindow): RowWindow {
  const fitting = (place: RowWindow['after']) => {
    if (place === undefined || order?.by !== 'name') {
      return place && order === undefined ? { ...place, value: place.value ?? 7 } : place;
    }
    return { ...place, value: place.value === null ? 'crm 2' : `${place.id} \uFF21` };
  };
  return { ...window, after: fitting(window.after), before: fitting(window.before) };
}

/** The window itself, then those behind and in front of what it answered. */
async function compareWalk(
  apps: ListArchive,
  hot: HotDay,
  query: RowQuery,
  window: RowWindow,
): Promise<void> {
  const expected = await apps.rows(DAY, query, window, LATER);
  expect(hot.rows(query, window)).toEqual(expected);
  const [first, last] = [expected?.rows[0]?.place, expected?.rows.at(-1)?.place];
  if (first === undefined || last === undefined) return;
  const { count } = window;
  for (const next of [
    { from: 'first' as const, count, after: last },
    { from: 'last' as const, count, before: first },
    { from: 'last' as const, count, after: first, before: last },
  ]) {
    expect(hot.rows(query, next)).toEqual(await apps.rows(DAY, query, next, LATER));
  }
}

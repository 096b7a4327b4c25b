import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { History, HistoryWindow, ListArchive } from '../../src/archive/archive.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays, type DayRange, type StatisticsDay, settlesAtMs } from '../../src/jodoo/statistics-day.ts';
import { createFacts, type Facts } from '../../src/usage/facts.ts';
import { createHotDays, type HotList } from '../../src/usage/hot-days.ts';
import { describeDatabases } from '../archive/databases.ts';
import { DAY, row } from '../archive/rows.ts';
import { maybe } from '../archive/some-rows.ts';

const SETTLEMENT = { settleAfterHours: 6, provisionalTtlMs: 300_000 };
/** Few, so that ranges are often known as a whole. */
const DAYS = 3;
const IDS = ['a', 'b', 'c'];
const PLENTY = 10_000_000;

const someDay = fc.nat({ max: DAYS - 1 });
const someIds = fc.subarray(IDS);
/** An answer about a day: to a look-up of all ids, or the whole list; asked for before the day settled or after. */
const someFiling = fc.record({
  does: fc.constant('file' as const),
  day: someDay,
  kind: fc.constantFrom('ids' as const, 'page' as const),
  ids: someIds,
  isSettled: fc.boolean(),
  data: fc.option(fc.nat(5), { nil: null }),
});
const someRange = fc.tuple(someDay, someDay).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const someQuestion = fc.record({
  does: fc.constant('ask' as const),
  id: fc.constantFrom(...IDS),
  range: someRange,
  from: fc.constantFrom('first' as const, 'last' as const),
  count: fc.integer({ min: 1, max: DAYS + 2 }),
  after: maybe(someDay),
  before: maybe(someDay),
});
const someSteps = fc.array(fc.oneof(someFiling, someQuestion), { minLength: 5, maxLength: 30 });

describeDatabases((database) => {
  test('histories and sums in memory are what the archive answers, whatever is filed in between', async () => {
    const apps = (await database.open()).list('app');
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(someSteps, fc.constantFrom(0, 4_000, PLENTY), async (steps, maxBytes) => {
        // Days of its own for each run.
        const dayOf = (offset: number) => addDays(DAY, offset - runs * DAYS);
        runs += 1;
        const { facts, hot } = hotList(apps, maxBytes, dayOf(DAYS - 1));
        for (const step of steps) {
          if (step.does === 'file') await file(facts, dayOf, step);
          else await compare(facts, hot, dayOf, step);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('what was asked for once is answered from memory, and anew once an answer is filed for a day of it', async () => {
    const apps = (await database.open()).list('app');
    const dayOf = (offset: number) => addDays(DAY, offset);
    const { facts, hot } = hotList(apps, PLENTY, dayOf(40));
    const range = { from: dayOf(0), to: dayOf(40) };
    const whole = { count: 41, from: 'first' } as const;
    const answer = { kind: 'page', ids: ['a', 'b'], data: 1 } as const;
    for (let day = 0; day <= 40; day += 1) await file(facts, dayOf, { ...answer, day, isSettled: day < 40 });
    expect(hot.histories.known('a', range, whole)).toBeUndefined();
    await hot.histories.read(facts, 'a', range, whole);
    await hot.sums.read(apps, range);

    const settled = { from: dayOf(0), to: dayOf(39) };
    expect(hot.histories.known('a', settled, { count: 3, from: 'last' })).toMatchObject({
      rows: [{ date: dayOf(37) }, { date: dayOf(38) }, { date: dayOf(39) }],
      hasBefore: true,
      settled: true,
    });
    expect(hot.sums.known(settled)).toHaveLength(40);
    // The newest day has not settled: it is read, and nothing else.
    expect(hot.histories.known('a', range, whole)).toBeUndefined();
    const read = noting(apps);
    expect((await hot.histories.read({ ...facts, archive: read }, 'a', range, whole)).settled).toBe(false);
    expect(await hot.sums.read(read, range)).toHaveLength(40);
    expect(read.asked).toEqual(Array(2).fill({ from: dayOf(40), to: dayOf(40) }));

    await file(facts, dayOf, { ...answer, day: 7, isSettled: true, data: 5 });
    expect(hot.histories.known('a', settled, whole)).toBeUndefined();
    expect(hot.sums.known(settled)).toBeUndefined();
    const { rows } = await hot.histories.read(facts, 'a', settled, whole);
    expect(rows[7]?.metrics?.data).toBe(5);
    expect((await hot.sums.read(apps, settled))[7]?.metrics.data).toBe(10);
  });

  test('what is filed while a history is being read is not forgotten by what was read', async () => {
    const apps = (await database.open()).list('app');
    const dayOf = (offset: number) => addDays(DAY, offset);
    const { facts, hot } = hotList(apps, PLENTY, DAY);
    const filing = { day: 0, kind: 'ids', ids: ['a'], isSettled: true } as const;
    await file(facts, dayOf, { ...filing, data: 1 });
    const range = { from: DAY, to: DAY };
    const window = { count: 1, from: 'first' } as const;
    const late = {
      ...apps,
      async history(...asked: Parameters<ListArchive['history']>) {
        const found = await apps.history(...asked);
        await file(facts, dayOf, { ...filing, data: 2 });
        return found;
      },
    };
    await hot.histories.read({ ...facts, archive: late }, 'a', range, window);
    expect(hot.histories.known('a', range, window)).toBeUndefined();
  });
});

function hotList(apps: ListArchive, maxBytes: number, newest: StatisticsDay) {
  // All days have settled, and are the upstream's still.
  const now = () => settlesAtMs(newest, SETTLEMENT.settleAfterHours) + 1_000;
  let elapsedMs = 0;
  const monotonicMs = () => {
    elapsedMs += 6_000;
    return elapsedMs;
  };
  const facts = createFacts({ kind: 'app', archive: apps, settlement: SETTLEMENT, now });
  return { facts, hot: createHotDays({ maxBytes, monotonicMs }).list('app', facts) };
}

async function file(
  facts: Facts,
  dayOf: (offset: number) => StatisticsDay,
  step: {
    readonly day: number;
    readonly kind: 'ids' | 'page';
    readonly ids: readonly string[];
    readonly isSettled: boolean;
    readonly data: number | null;
  },
): Promise<void> {
  const day = dayOf(step.day);
  const metrics = { ...metricsFrom(() => 1), data: step.data };
  await facts.file({
    call: step.kind === 'ids' ? { kind: 'ids', day, ids: IDS } : { kind: 'page', day, page: 0 },
    rows: step.ids.map((id) => row(id, { date: day, metrics })),
    hasNext: false,
    askedAtMs: settlesAtMs(day, SETTLEMENT.settleAfterHours) + (step.isSettled ? 1 : -1),
  });
}

async function compare(
  facts: Facts,
  hot: HotList,
  dayOf: (offset: number) => StatisticsDay,
  step: {
    readonly id: string;
    readonly range: { readonly from: number; readonly to: number };
    readonly from: HistoryWindow['from'];
    readonly count: number;
    readonly after: number | undefined;
    readonly before: number | undefined;
  },
): Promise<void> {
  const { id, from, count, after, before } = step;
  const range: DayRange = { from: dayOf(step.range.from), to: dayOf(step.range.to) };
  const window: HistoryWindow = {
    from,
    count,
    after: after === undefined ? undefined : dayOf(after),
    before: before === undefined ? undefined : dayOf(before),
  };
  const expected = told(await facts.archive.history(id, range, window, facts.belief()));
  for (let time = 0; time < 2; time += 1) {
    const known = hot.histories.known(id, range, window);
    if (known !== undefined) expect(expected.settled).toBe(true);
    expect(told(known ?? (await hot.histories.read(facts, id, range, window)))).toEqual(expected);
  }
  const sums = await facts.archive.daySums(range);
  for (let time = 0; time < 2; time += 1) {
    expect(hot.sums.known(range) ?? (await hot.sums.read(facts.archive, range))).toEqual(sums);
  }
}

function told({ rows, hasBefore, hasAfter, unknownDays, settled }: History): History {
  return { rows, hasBefore, hasAfter, unknownDays, settled };
}

/** Notes the ranges that are read. */
function noting(apps: ListArchive): ListArchive & { readonly asked: DayRange[] } {
  const asked: DayRange[] = [];
  return {
    ...apps,
    asked,
    history(id, range, window, belief) {
      asked.push(range);
      return apps.history(id, range, window, belief);
    },
    daySums(range) {
      asked.push(range);
      return apps.daySums(range);
    },
  };
}

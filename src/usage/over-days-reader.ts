/** Reads one list over ranges of days for one operation. */
import type { History, HistoryWindow } from '../archive/archive.ts';
import { LISTS, type ListKind } from '../jodoo/lists.ts';
import { type DayRange, daysInRange, eachDay, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { completeDays } from './complete-days.ts';
import type { Facts } from './facts.ts';
import type { HotList } from './hot-days.ts';
import { type MaybePromise, whenReady } from './maybe-promise.ts';
import type { Arrived, DaySums, ListReader } from './operation.ts';
import { periodsOf } from './periods.ts';
import { tellInOrder } from './tell-in-order.ts';
import { untilKnown } from './until-known.ts';
import { neededDays, usageSeries } from './usage-series.ts';
import type { WantGate } from './want-gate.ts';

export interface OverDaysReaderOptions {
  readonly kind: ListKind;
  readonly facts: Facts;
  readonly hot: Pick<HotList, 'histories' | 'sums'>;
  readonly gate: WantGate;
  /** Notes an answer's own word on whether it stays true for ever. */
  readonly noted: <T extends { readonly settled: boolean }>(answer: MaybePromise<T>) => MaybePromise<T>;
  readonly notedLater: <T extends { readonly settled: boolean }>(answer: Promise<T>) => Promise<T>;
  readonly row: ListReader['row'];
  readonly sum: ListReader['sum'];
}

type SettledSums = DaySums & { readonly settled: boolean };

type OverDaysReader = Pick<ListReader, 'history' | 'series' | 'daySums' | 'changes' | 'groups'>;

export function createOverDaysReader(options: OverDaysReaderOptions): OverDaysReader {
  const { kind, facts, hot, gate, noted, notedLater, row, sum } = options;

  /** Days about which the upstream can still be asked. */
  function askable(days: readonly StatisticsDay[]): StatisticsDay[] {
    const { fromDay } = facts.belief();
    return days.filter((day) => day >= fromDay);
  }

  /** What is in memory, else what is archived. Looks up the days of `wanted` that are not known. */
  function historyOf(
    id: string,
    range: DayRange,
    window: HistoryWindow,
    wanted: readonly StatisticsDay[],
    arrived?: Arrived,
  ): MaybePromise<History> {
    const known = hot.histories.known(id, range, window);
    return noted(known ?? readHistory(id, range, window, new Set(wanted), arrived));
  }

  /** One call for each of the wanted days that are not known, and all of them admitted together. */
  async function readHistory(
    id: string,
    range: DayRange,
    window: HistoryWindow,
    wanted: ReadonlySet<StatisticsDay>,
    arrived?: Arrived,
  ): Promise<History> {
    const read = () => hot.histories.read(facts, id, range, window);
    const known = await gate.look(kind, read);
    const missing = askable(known.unknownDays).filter((day) => wanted.has(day));
    if (missing.length === 0) return known;
    const looked = missing.map((day) => ({ day, fact: row(day, id) }));
    if (arrived) void tellInOrder(known.rows, looked, window, arrived);
    await Promise.all(looked.map(({ fact }) => fact));
    return await gate.look(kind, read);
  }

  async function readSums(range: DayRange, wait: boolean): Promise<SettledSums> {
    const known = await gate.look(kind, () => hot.sums.read(facts.archive, range));
    const knownDays = new Set(known.map(({ day }) => day));
    const missing = eachDay(range).filter((day) => !knownDays.has(day));
    const settled = known.length === daysInRange(range);
    if (!wait || settled) return { days: known, missingDays: missing, settled };
    const waited = askable(missing);
    await completeDays(kind, facts, gate, waited);
    const found = await Promise.all(waited.map(async (day) => ({ day, ...(await sum(day, {})) })));
    return {
      days: [...known, ...found].sort((a, b) => (a.day < b.day ? -1 : 1)),
      missingDays: missing.filter((day) => !waited.includes(day)),
      settled: waited.length === missing.length && found.every((one) => one.settled),
    };
  }

  return {
    history: (id, range, window, wait = false, arrived) =>
      historyOf(id, range, window, wait ? eachDay(range) : [], arrived),
    series(id, { range, interval, flows, wait }) {
      const withFlows = flows && LISTS[kind].hasFlows;
      const periods = periodsOf(range, interval);
      const wanted = wait ? periods.flatMap((period) => neededDays(period, withFlows)) : [];
      const window: HistoryWindow = { count: daysInRange(range), from: 'first' };
      return whenReady(historyOf(id, range, window, wanted), (history) =>
        usageSeries(periods, history, withFlows),
      );
    },
    daySums(range, wait = false) {
      const days = hot.sums.known(range);
      return noted(days ? { days, missingDays: [], settled: true } : readSums(range, wait));
    },
    changes: (days, query, window) =>
      notedLater(
        untilKnown(
          kind,
          gate,
          days.to,
          () => facts.archive.changes(days, query, window, facts.belief()),
          () => completeDays(kind, facts, gate, [days.from, days.to]),
        ),
      ),
    groups: (day, query, window) =>
      notedLater(
        untilKnown(
          kind,
          gate,
          day,
          () => facts.archive.groups(day, query, window, facts.belief()),
          () => completeDays(kind, facts, gate, [day]),
        ),
      ),
  };
}

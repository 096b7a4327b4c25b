/** Reads one list over ranges of days for one operation. */
import type { History, HistoryWindow } from '../archive/archive.ts';
import { LISTS, type ListKind } from '../jodoo/lists.ts';
import { type DayRange, daysInRange, eachDay, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { completeDays } from './complete-days.ts';
import type { Facts } from './facts.ts';
import type { Arrived, DaySums, ListReader } from './operation.ts';
import { periodsOf } from './periods.ts';
import { tellInOrder } from './tell-in-order.ts';
import { untilKnown } from './until-known.ts';
import { neededDays, usageSeries } from './usage-series.ts';
import type { WantGate } from './want-gate.ts';

export interface OverDaysReaderOptions {
  readonly kind: ListKind;
  readonly facts: Facts;
  readonly gate: WantGate;
  /** Notes an answer's own word on whether it stays true for ever. */
  readonly noted: <T extends { readonly settled: boolean }>(answer: Promise<T>) => Promise<T>;
  readonly row: ListReader['row'];
  readonly sum: ListReader['sum'];
}

type OverDaysReader = Pick<ListReader, 'history' | 'series' | 'daySums' | 'changes' | 'groups'>;

export function createOverDaysReader(options: OverDaysReaderOptions): OverDaysReader {
  const { kind, facts, gate, noted, row, sum } = options;

  /** Days about which the upstream can still be asked. */
  function askable(days: readonly StatisticsDay[]): StatisticsDay[] {
    const { fromDay } = facts.belief();
    return days.filter((day) => day >= fromDay);
  }

  /** Looks up the days of `wanted` that are not known: one call for each, and all of them admitted together. */
  async function knownHistory(
    id: string,
    range: DayRange,
    window: HistoryWindow,
    wanted: ReadonlySet<StatisticsDay>,
    arrived?: Arrived,
  ): Promise<History> {
    const read = () => facts.archive.history(id, range, window, facts.belief());
    const known = await gate.look(kind, read);
    const missing = askable(known.unknownDays).filter((day) => wanted.has(day));
    if (missing.length === 0) return known;
    const looked = missing.map((day) => ({ day, fact: row(day, id) }));
    if (arrived) void tellInOrder(known.rows, looked, window, arrived);
    await Promise.all(looked.map(({ fact }) => fact));
    return await gate.look(kind, read);
  }

  async function sums(range: DayRange, wait: boolean): Promise<DaySums & { readonly settled: boolean }> {
    const known = await gate.look(kind, () => facts.archive.daySums(range));
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
      noted(knownHistory(id, range, window, new Set(wait ? eachDay(range) : []), arrived)),
    async series(id, { range, interval, flows, wait }) {
      const withFlows = flows && LISTS[kind].hasFlows;
      const periods = periodsOf(range, interval);
      const wanted = wait ? periods.flatMap((period) => neededDays(period, withFlows)) : [];
      const window: HistoryWindow = { count: daysInRange(range), from: 'first' };
      const history = await noted(knownHistory(id, range, window, new Set(wanted)));
      return usageSeries(periods, history, withFlows);
    },
    daySums: (range, wait = false) => noted(sums(range, wait)),
    changes: (days, query, window) =>
      noted(
        untilKnown(
          kind,
          gate,
          days.to,
          () => facts.archive.changes(days, query, window, facts.belief()),
          () => completeDays(kind, facts, gate, [days.from, days.to]),
        ),
      ),
    groups: (day, query, window) =>
      noted(
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

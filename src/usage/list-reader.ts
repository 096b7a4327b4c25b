/** Reads one list for one operation: what is known at once, what is missing through the gate. */

import type { RowQuery } from '../archive/row-query.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { completeDay } from './complete-day.ts';
import type { Facts } from './facts.ts';
import type { HotDay } from './hot-day.ts';
import type { HotList } from './hot-days.ts';
import { listWindow } from './list-window.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { ListReader } from './operation.ts';
import { createOverDaysReader } from './over-days-reader.ts';
import { createRowLoader } from './row-loader.ts';
import { untilKnown } from './until-known.ts';
import type { WantGate } from './want-gate.ts';

export interface ListReaderOptions {
  readonly kind: ListKind;
  readonly facts: Facts;
  readonly hot: HotList;
  readonly gate: WantGate;
  /** Notes whether something that was read stays true for ever. */
  readonly note: (isLasting: boolean) => void;
}

export function createListReader({ kind, facts, hot, gate, note }: ListReaderOptions): ListReader {
  const rowLoader = createRowLoader({ kind, facts, gate });

  /** Notes an answer's own word on whether it is settled; a failure is never lasting. */
  function noted<T extends { readonly settled: boolean }>(answer: MaybePromise<T>): MaybePromise<T> {
    if (answer instanceof Promise) return notedLater(answer);
    note(answer.settled);
    return answer;
  }

  async function notedLater<T extends { readonly settled: boolean }>(answer: Promise<T>): Promise<T> {
    try {
      const value = await answer;
      note(value.settled);
      return value;
    } catch (error) {
      note(false);
      throw error;
    }
  }

  /** A hot day's own answer, at once; else the slow one, from the archive and the upstream. */
  function hotOr<T extends { readonly settled: boolean }>(
    day: StatisticsDay,
    read: (hotDay: HotDay) => T | undefined,
    slow: (hotDay: HotDay | undefined) => Promise<T>,
  ): MaybePromise<T> {
    const hotDay = hot.day(day);
    return noted((hotDay && read(hotDay)) ?? slow(hotDay));
  }

  /** Fetches everything that a query is about. */
  async function fetchAll(day: StatisticsDay, { ids }: RowQuery): Promise<void> {
    if (ids === undefined) await completeDay(kind, facts, gate, day);
    else await rowLoader.fetchAll(day, ids);
  }

  async function archivedSum(day: StatisticsDay, query: RowQuery) {
    const sum = await gate.look(kind, () => facts.archive.sum(day, query, facts.belief()));
    note(sum?.settled ?? false);
    return sum;
  }

  /** Reads in one snapshot, once everything is there. */
  const complete = <T>(day: StatisticsDay, query: RowQuery, read: () => Promise<T | undefined>): Promise<T> =>
    untilKnown(kind, gate, day, read, () => fetchAll(day, query));

  const row: ListReader['row'] = (day, id) => {
    const loaded = rowLoader.loaded(day, id);
    if (loaded !== undefined) return noted(loaded);
    return hotOr(
      day,
      (hotDay) => hotDay.fact(id),
      async (hotDay) => {
        const fact = await rowLoader.load(day, id);
        hotDay?.learn(id, fact);
        return fact;
      },
    );
  };

  const sum: ListReader['sum'] = (day, query) =>
    hotOr(
      day,
      (hotDay) => hotDay.sum(query),
      () => complete(day, query, () => facts.archive.sum(day, query, facts.belief())),
    );

  return {
    row,
    window: (day, offset, count, arrived) =>
      hotOr(
        day,
        (hotDay) => hotDay.window(offset, count),
        () => listWindow(kind, facts, gate, day, { offset, count }, arrived),
      ),
    rows: (day, query, window) =>
      hotOr(
        day,
        (hotDay) => hotDay.rows(query, window),
        () => complete(day, query, () => facts.archive.rows(day, query, window, facts.belief())),
      ),
    sum,
    sumIfKnown(day, query) {
      const known = hot.day(day)?.sum(query);
      if (known === undefined) return archivedSum(day, query);
      note(known.settled);
      return known;
    },
    async completeDay(day) {
      await notedLater(completeDay(kind, facts, gate, day));
    },
    ...createOverDaysReader({ kind, facts, hot, gate, noted, notedLater, row, sum }),
  };
}

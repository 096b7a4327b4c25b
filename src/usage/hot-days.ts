/**
 * Settled days in memory: whole ones (`hot-day.ts`), of all lists, beside the histories and the sums that were asked for.
 * A day becomes hot behind the first question about it, once it is complete and settled, and is dropped when an answer is
 * filed for it. Reading it never blocks the event loop: a few pages at a time, one day after another.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { Facts } from './facts.ts';
import { createFiledDays } from './filed-days.ts';
import { createHotDay, type HotDay, hotDayBytes } from './hot-day.ts';
import { createHotHistories, type HotHistories } from './hot-histories.ts';
import { createHotMemory, type HotMemoryOptions } from './hot-memory.ts';
import { createHotSums, type HotSums } from './hot-sums.ts';

export interface HotDays {
  /** The hot days of one list. */
  list(kind: ListKind, facts: HotFacts): HotList;
  /** Resolves once no day is being read. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface HotList {
  /** The day, if it is hot. Asking makes it hot soon, where that is possible. */
  day(day: StatisticsDay): HotDay | undefined;
  /** Whether the day is hot; asks for nothing. */
  has(day: StatisticsDay): boolean;
  readonly histories: HotHistories;
  readonly sums: HotSums;
}

type HotFacts = Pick<Facts, 'state' | 'pages' | 'filings' | 'filedSince' | 'onFiled'>;

interface Wanted {
  readonly key: string;
  readonly day: StatisticsDay;
  readonly facts: HotFacts;
}

/** Pages that are read at once: a few milliseconds of the event loop. */
const PAGES_AT_ONCE = 1;
/** To order more rows than these at once would hold the event loop for too long. */
const MAX_ROWS = 20_000;
const MAX_WANTED = 400;
/** A day that could not become hot is tried again after this time, for other processes may have completed it. */
const TRY_AGAIN_MS = 10_000;
const MAX_REFUSED = 2_000;

export function createHotDays(options: HotMemoryOptions): HotDays {
  const { maxBytes, monotonicMs } = options;
  const memory = createHotMemory(options);
  const hotDays = memory.part<HotDay>();
  const refused = new LRUCache<string, { readonly filings: number; readonly atMs: number }>({
    max: MAX_REFUSED,
  });
  /** Latest asked last. */
  const wanted = new Map<string, Wanted>();
  let reading: Promise<void> | undefined;
  let closed = false;

  function isRefused({ key, day, facts }: Wanted): boolean {
    const refusal = refused.get(key);
    if (refusal === undefined) return false;
    return monotonicMs() - refusal.atMs < TRY_AGAIN_MS && !facts.filedSince(day, refusal.filings);
  }

  function want(asked: Wanted): void {
    if (maxBytes === 0 || closed || isRefused(asked)) return;
    wanted.delete(asked.key);
    wanted.set(asked.key, asked);
    const [oldest] = wanted.keys();
    if (wanted.size > MAX_WANTED && oldest !== undefined) wanted.delete(oldest);
    reading ??= readWanted().finally(() => {
      reading = undefined;
    });
  }

  async function readWanted(): Promise<void> {
    for (;;) {
      // Those who asked come first.
      await nextTurn();
      const next = [...wanted.values()].at(-1);
      if (next === undefined || closed) return;
      wanted.delete(next.key);
      await read(next);
    }
  }

  async function read({ key, day, facts }: Wanted): Promise<void> {
    const filings = facts.filings();
    const rows = await readSettledList(facts, day).catch(() => undefined);
    if (facts.filedSince(day, filings)) return;
    const isKept = rows !== undefined && hotDays.keep(key, createHotDay(rows), hotDayBytes(rows));
    if (!isKept) refused.set(key, { filings, atMs: monotonicMs() });
  }

  return {
    list(kind, facts) {
      const keyOf = (day: StatisticsDay) => `${kind}/${day}`;
      const filed = createFiledDays();
      facts.onFiled(({ call: { day } }) => {
        hotDays.drop(keyOf(day));
        filed.note(dayNumber(day));
      });
      return {
        day(day) {
          const key = keyOf(day);
          const found = hotDays.get(key);
          if (found === undefined) want({ key, day, facts });
          return found;
        },
        has: (day) => hotDays.has(keyOf(day)),
        histories: createHotHistories(memory.part(), filed),
        sums: createHotSums(memory.part(), filed),
      };
    },
    idle: async () => await reading,
    async close() {
      closed = true;
      await reading;
      memory.clear();
    },
  };
}

/** All rows of a day's list in the upstream's order; undefined where it is not complete, settled and of usual pages. */
async function readSettledList(facts: HotFacts, day: StatisticsDay): Promise<UsageRow[] | undefined> {
  const state = await facts.state(day);
  if (!state.settled || state.pages.size * MAX_PAGE_SIZE > MAX_ROWS) return undefined;
  const rows: UsageRow[] = [];
  for (let first = 0; first < state.pages.size; first += PAGES_AT_ONCE) {
    await nextTurn();
    const last = Math.min(first + PAGES_AT_ONCE, state.pages.size) - 1;
    const pages = await facts.pages(day, first, last);
    for (let number = first; number <= last; number += 1) {
      const page = pages.get(number);
      const isLast = number === state.pages.size - 1;
      if (page === undefined || !page.settled || page.hasNext === isLast) return undefined;
      // Positions count hundreds: behind a shorter page they would not be the rows' indexes.
      if (!isLast && page.rows.length !== MAX_PAGE_SIZE) return undefined;
      if (page.rows.length === 0 && number > 0) return undefined;
      rows.push(...page.rows);
    }
  }
  // Pages were read one after another: another process may have moved rows between them.
  return new Set(rows.map(({ id }) => id)).size === rows.length ? rows : undefined;
}

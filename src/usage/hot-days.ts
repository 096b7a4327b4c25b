/**
 * Days in memory (`hot-day.ts`), of all lists under one bound. A day becomes hot behind the first question about it,
 * once it is complete and settled, and is dropped when an answer is filed for it. Reading it never blocks the event
 * loop: a few pages at a time, one day after another.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { Facts } from './facts.ts';
import { createHotDay, type HotDay, hotDayBytes } from './hot-day.ts';

export interface HotDaysOptions {
  /** Of all days together, about; 0 keeps none. */
  readonly maxBytes: number;
  readonly monotonicMs: () => number;
}

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
}

type HotFacts = Pick<Facts, 'state' | 'pages' | 'filings' | 'filedSince' | 'onFiled'>;

interface Kept {
  readonly day: HotDay;
  usedMs: number;
}

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
/** A day that was used this recently is not replaced: more days than there is room for would only take turns. */
const MIN_STAY_MS = 10_000;

export function createHotDays({ maxBytes, monotonicMs }: HotDaysOptions): HotDays {
  const kept = maxBytes > 0 ? new LRUCache<string, Kept>({ maxSize: maxBytes }) : undefined;
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

  function hasRoom(bytes: number): boolean {
    if (kept === undefined || bytes > maxBytes) return false;
    if (kept.calculatedSize + bytes <= maxBytes) return true;
    const [oldest] = kept.rkeys();
    const usedMs = oldest === undefined ? undefined : kept.peek(oldest)?.usedMs;
    return usedMs === undefined || monotonicMs() - usedMs >= MIN_STAY_MS;
  }

  function want(asked: Wanted): void {
    if (kept === undefined || closed || isRefused(asked)) return;
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
    const bytes = rows === undefined ? 0 : hotDayBytes(rows);
    if (rows === undefined || !hasRoom(bytes)) refused.set(key, { filings, atMs: monotonicMs() });
    else kept?.set(key, { day: createHotDay(rows), usedMs: monotonicMs() }, { size: bytes });
  }

  return {
    list(kind, facts) {
      const keyOf = (day: StatisticsDay) => `${kind}/${day}`;
      facts.onFiled(({ call }) => void kept?.delete(keyOf(call.day)));
      return {
        day(day) {
          const key = keyOf(day);
          const found = kept?.get(key);
          if (found === undefined) {
            want({ key, day, facts });
            return undefined;
          }
          found.usedMs = monotonicMs();
          return found.day;
        },
        has: (day) => kept?.has(keyOf(day)) === true,
      };
    },
    idle: async () => await reading,
    async close() {
      closed = true;
      await reading;
      kept?.clear();
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

/**
 * One GraphQL operation's way to the facts: what is known is read, what is missing is wanted. Its wants are
 * gathered until its resolvers have said what they need, then admitted together or not at all: the cost is
 * known before the first call.
 */
import type { ListState } from '../archive/archive.ts';
import type { AppFact, ListPage } from '../archive/fact.ts';
import type { RowsAnswer, RowsQuery, RowsSum, RowsWindow } from '../archive/whole-day.ts';
import { type Deferred, deferred } from '../deferred.ts';
import type { GatewayError } from '../errors.ts';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';
import { dateOutOfRange } from './date-out-of-range.ts';
import type { Found } from './filed-answer.ts';
import type { KnownFacts } from './known-facts.ts';
import { costExceeded, deadlineError, overloaded, unstableList } from './operation-errors.ts';
import type { Want } from './want.ts';
import type { WantPool } from './want-pool.ts';

export interface OperationLimits {
  /** Calls that one operation may cost, estimated before its first. */
  readonly maxCallsPerOperation: number;
  /** Calls' worth of wants that may wait in the whole process. */
  readonly maxPendingCalls: number;
  /** From the operation's start; wants unanswered by then fail. */
  readonly requestTimeoutMs: number;
}

export interface OperationOptions {
  readonly facts: KnownFacts;
  readonly pool: WantPool;
  readonly limits: OperationLimits;
  readonly minIntervalMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Background work has no deadline and no cost limit, and yields to everybody. */
  readonly background: boolean;
}

/** A stretch of a day's list, in the upstream's order. */
export interface ListWindow {
  readonly rows: readonly AppUsageRow[];
  /** True when the list goes on behind the window. */
  readonly hasNext: boolean;
}

export interface OperationReport {
  /** Upstream calls that answered this operation, some perhaps made for others. */
  readonly calls: number;
  /** Its longest wait for a slot. */
  readonly waitMs: number;
  /** True when everything that it was told is settled: the same question has the same answer for ever. */
  readonly settled: boolean;
}

export interface Operation {
  /** What is known of apps on a day, by id: a fact, or the error that it failed with. */
  apps(day: StatisticsDay, appIds: readonly string[]): Promise<Map<string, AppFact | Error>>;
  /** Rows `offset` … `offset + count - 1` of a day's list; `count` is at least 1. */
  listWindow(day: StatisticsDay, offset: number, count: number): Promise<ListWindow>;
  /** Lists what is missing of a day's list, so that SQL can answer anything about it. */
  completeDay(day: StatisticsDay): Promise<void>;
  /** Rows of a whole day, or of the asked ids: filtered, ordered, cut. Fetches what is missing first. */
  rows(day: StatisticsDay, query: RowsQuery, window: RowsWindow): Promise<RowsAnswer>;
  /** Sums over the same rows. Fetches what is missing first. */
  sum(day: StatisticsDay, query: RowsQuery): Promise<RowsSum>;
  /** The same without a call: undefined while something is missing. */
  sumIfKnown(day: StatisticsDay, query: RowsQuery): Promise<RowsSum | undefined>;
  /**
   * Says of a part of the answer that was had otherwise whether it stays true for ever: a default that moves on
   * does not.
   */
  noteSettled(isSettled: boolean): void;
  report(): OperationReport;
}

/** A page is listed again when the list moved while it was read; not for ever. */
const MAX_LISTINGS = 3;

export function createOperation(options: OperationOptions): Operation {
  const { facts, pool, limits, minIntervalMs, now, monotonicMs, signal, background } = options;
  const asker = pool.join(background);
  const deadlineMs = monotonicMs() + limits.requestTimeoutMs;
  const servedBy = new Set<number>();
  let longestWaitMs = 0;
  /** Whether all that was told so far stays true for ever; undefined while nothing was told. */
  let settled: boolean | undefined;
  let estimatedCalls = 0;
  let gathering: { want: Want; admitted: Deferred<Found> }[] = [];
  /** Looks into the archive that may yet raise wants. */
  let looking = 0;
  /** When the first of those began that belong to the wants gathered now. */
  let lookedSinceMs: number | undefined;
  let admitsSoon = false;
  let waiting = 0;
  let deadline: NodeJS.Timeout | undefined;

  /** Looks into the archive; wants are not admitted before all such looks have ended. */
  async function look<T>(read: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    looking += 1;
    lookedSinceMs ??= monotonicMs();
    try {
      return await read();
    } finally {
      looking -= 1;
      admitSoon();
    }
  }

  async function need(want: Want): Promise<Found> {
    signal.throwIfAborted();
    if (want.day < upstreamDays(now()).from) throw dateOutOfRange(want.day, now());
    const admitted = deferred<Found>();
    gathering.push({ want, admitted });
    admitSoon();
    return await admitted.promise;
  }

  function admitSoon(): void {
    if (admitsSoon) return;
    admitsSoon = true;
    setImmediate(() => {
      admitsSoon = false;
      if (looking === 0) admit();
    });
  }

  /** Lets the gathered wants into the pool, all or none. */
  function admit(): void {
    const batch = gathering;
    const sinceMs = lookedSinceMs ?? monotonicMs();
    lookedSinceMs = undefined;
    if (batch.length === 0) return;
    gathering = [];
    const wants = batch.map(({ want }) => want);
    const refusal = signal.aborted ? abortError() : background ? undefined : refusalOf(wants);
    for (const { want, admitted } of batch) {
      if (refusal) admitted.reject(refusal);
      else wait(want, sinceMs).then(admitted.resolve, admitted.reject);
    }
  }

  function refusalOf(wants: readonly Want[]): GatewayError | undefined {
    const before = pool.cost();
    const cost = pool.costOf(wants);
    if (estimatedCalls + cost > limits.maxCallsPerOperation) {
      return costExceeded(estimatedCalls + cost, limits.maxCallsPerOperation);
    }
    const after = pool.cost(wants);
    if (after > limits.maxPendingCalls) {
      return overloaded(
        `${before} upstream calls are waiting, and this operation would add ${after - before} to at most ${limits.maxPendingCalls}.`,
        (after - limits.maxPendingCalls) * minIntervalMs,
      );
    }
    // Turns are taken in rounds, so no more than one call of each other asker comes before each of ours.
    const callsUntilDone = Math.min(after, cost * (pool.waitingAskers() + 1));
    const missingMs = monotonicMs() + (callsUntilDone - 1) * minIntervalMs - deadlineMs;
    if (missingMs > 0) {
      return overloaded(
        `Its last of ${cost} calls would come after ${callsUntilDone} slots, later than ${limits.requestTimeoutMs} ms from now.`,
        Math.ceil(missingMs),
      );
    }
    estimatedCalls += cost;
    return undefined;
  }

  async function wait(want: Want, sinceMs: number): Promise<Found> {
    waiting += 1;
    if (waiting === 1) {
      signal.addEventListener('abort', abandon, { once: true });
      if (!background) deadline = setTimeout(expire, Math.max(0, deadlineMs - monotonicMs()));
    }
    try {
      const { found, callNumber, waitedMs } = await pool.ask(asker, want, sinceMs);
      servedBy.add(callNumber);
      longestWaitMs = Math.max(longestWaitMs, waitedMs);
      return found;
    } finally {
      waiting -= 1;
      if (waiting === 0) {
        clearTimeout(deadline);
        signal.removeEventListener('abort', abandon);
      }
    }
  }

  function abandon(): void {
    pool.leave(asker, abortError);
  }

  function abortError(): unknown {
    return signal.reason;
  }

  function expire(): void {
    const { heldForMs } = pool.slots.outlook();
    pool.leave(asker, (lastError) => lastError ?? deadlineError(limits.requestTimeoutMs, heldForMs));
  }

  async function wantedApp(day: StatisticsDay, appId: string): Promise<AppFact> {
    const found = await need({ kind: 'app', day, appId });
    if (found.kind === 'page') throw new TypeError('a page answers no want of an app');
    return found;
  }

  async function listPage(day: StatisticsDay, page: number): Promise<ListPage> {
    const listed = (await look(() => facts.page(day, page))) ?? (await wantedPage(day, page));
    noteSettled(listed.settled);
    return listed;
  }

  async function wantedPage(day: StatisticsDay, page: number): Promise<ListPage> {
    await look(() => facts.prepare(day));
    const found = await need({ kind: 'page', day, page });
    if (found.kind !== 'page') throw new TypeError('an app answers no want of a page');
    return found;
  }

  async function apps(day: StatisticsDay, appIds: readonly string[]): Promise<Map<string, AppFact | Error>> {
    const results = new Map<string, AppFact | Error>(await look(() => facts.apps(day, appIds)));
    const missing = appIds.filter((appId) => !results.has(appId));
    if (missing.length > 0) await look(() => facts.prepare(day));
    const outcomes = await Promise.allSettled(missing.map((appId) => wantedApp(day, appId)));
    outcomes.forEach((outcome, index) => {
      const appId = missing[index] ?? '';
      results.set(appId, outcome.status === 'fulfilled' ? outcome.value : asError(outcome.reason));
    });
    noteSettled([...results.values()].every((fact) => !(fact instanceof Error) && fact.settled));
    return results;
  }

  async function completeDay(day: StatisticsDay): Promise<void> {
    const timesAsked = new Map<number, number>();
    for (;;) {
      const state = await look(() => facts.listState(day));
      if (state.complete) return;
      await look(() => facts.prepare(day));
      const missing = facts.outlook(day).unknownPages ?? [nextPage(state)];
      for (const page of missing) {
        const times = (timesAsked.get(page) ?? 0) + 1;
        if (times > MAX_LISTINGS) throw unstableList(day);
        timesAsked.set(page, times);
      }
      if (missing.length === 0) throw unstableList(day);
      await Promise.all(missing.map((page) => need({ kind: 'page', day, page })));
    }
  }

  /** Sees to it that the archive can answer the query. */
  async function complete(day: StatisticsDay, { appIds }: RowsQuery): Promise<void> {
    if (appIds === undefined) {
      await completeDay(day);
      noteSettled((await facts.archive.completeDays({ from: day, to: day })).length > 0);
      return;
    }
    for (const fact of (await apps(day, appIds)).values()) if (fact instanceof Error) throw fact;
  }

  async function sum(day: StatisticsDay, query: RowsQuery): Promise<RowsSum> {
    await complete(day, query);
    return await facts.archive.sum(day, query, facts.belief(day));
  }

  function noteSettled(isSettled: boolean): void {
    settled = isSettled && settled !== false;
  }

  async function isKnown(day: StatisticsDay, { appIds }: RowsQuery): Promise<boolean> {
    if (appIds === undefined) return (await facts.listState(day)).complete;
    return (await facts.apps(day, appIds)).size === new Set(appIds).size;
  }

  return {
    apps,
    completeDay,
    async listWindow(day, offset, count) {
      const first = Math.floor(offset / MAX_PAGE_SIZE);
      const last = Math.floor((offset + count - 1) / MAX_PAGE_SIZE);
      const end = offset + count - first * MAX_PAGE_SIZE;
      // Pages that exist by all we know are wanted at once; the others only when the one before announces them.
      if (last > first) await look(() => facts.prepare(day));
      const expected = facts.outlook(day).unknownPages?.filter((page) => page > first && page <= last) ?? [];
      const wanted = new Map([first, ...expected].map((page) => [page, listPage(day, page)]));
      await Promise.all(wanted.values());
      const rows: AppUsageRow[] = [];
      let hasNext = true;
      for (let page = first; page <= last && hasNext; page += 1) {
        const listed = await (wanted.get(page) ?? listPage(day, page));
        rows.push(...listed.rows);
        hasNext = listed.hasNext;
      }
      return { rows: rows.slice(offset - first * MAX_PAGE_SIZE, end), hasNext: hasNext || rows.length > end };
    },
    async rows(day, query, window) {
      await complete(day, query);
      return await facts.archive.rows(day, query, window, facts.belief(day));
    },
    sum,
    async sumIfKnown(day, query) {
      if (await isKnown(day, query)) return await sum(day, query);
      noteSettled(false);
      return undefined;
    },
    noteSettled,
    report: () => ({
      calls: servedBy.size,
      waitMs: Math.round(longestWaitMs),
      settled: settled === true,
    }),
  };
}

/** The first page that is not known: how a list of unknown length goes on. */
function nextPage({ pages }: ListState): number {
  let page = 0;
  while (pages.has(page)) page += 1;
  return page;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

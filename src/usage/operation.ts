/**
 * One GraphQL operation's way to the facts: what is known is read, what is missing is wanted. Its wants are
 * gathered until its resolvers have said what they need, then admitted together or not at all: the cost is
 * known before the first call.
 */

import { type Deferred, deferred } from '../deferred.ts';
import { GatewayError } from '../errors.ts';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { KnownFacts } from './known-facts.ts';
import type { AppFact, ListPage, Want } from './want.ts';
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

export interface Operation {
  /** What is known of apps on a day, by id: a fact, or the error that it failed with. */
  apps(day: StatisticsDay, appIds: readonly string[]): Promise<Map<string, AppFact | Error>>;
  /** Rows `offset` … `offset + count - 1` of a day's list; `count` is at least 1. */
  listWindow(day: StatisticsDay, offset: number, count: number): Promise<ListWindow>;
  /** Upstream calls that answered this operation (some perhaps made for others), and its longest wait for a slot. */
  report(): { readonly calls: number; readonly waitMs: number };
}

export function createOperation(options: OperationOptions): Operation {
  const { facts, pool, limits, minIntervalMs, monotonicMs, signal, background } = options;
  const asker = pool.join(background);
  const deadlineMs = monotonicMs() + limits.requestTimeoutMs;
  const servedBy = new Set<number>();
  let longestWaitMs = 0;
  let estimatedCalls = 0;
  let gathering: { want: Want; admitted: Deferred<void> }[] = [];
  let waiting = 0;
  let deadline: NodeJS.Timeout | undefined;

  async function need(want: Want): Promise<void> {
    signal.throwIfAborted();
    const admitted = deferred<void>();
    gathering.push({ want, admitted });
    if (gathering.length === 1) setImmediate(admit);
    await admitted.promise;
  }

  /** Lets the gathered wants into the pool, all or none. */
  function admit(): void {
    const batch = gathering;
    gathering = [];
    const wants = batch.map(({ want }) => want);
    const refusal = signal.aborted ? abortError() : background ? undefined : refusalOf(wants);
    for (const { want, admitted } of batch) {
      if (refusal) admitted.reject(refusal);
      else wait(want).then(admitted.resolve, admitted.reject);
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

  async function wait(want: Want): Promise<void> {
    waiting += 1;
    if (waiting === 1) {
      signal.addEventListener('abort', abandon, { once: true });
      if (!background) deadline = setTimeout(expire, Math.max(0, deadlineMs - monotonicMs()));
    }
    try {
      const { callNumber, waitedMs } = await pool.ask(asker, want);
      servedBy.add(callNumber);
      longestWaitMs = Math.max(longestWaitMs, waitedMs);
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

  async function appFact(day: StatisticsDay, appId: string): Promise<AppFact> {
    for (;;) {
      const known = facts.app(day, appId);
      if (known) return known;
      await need({ kind: 'app', day, appId });
    }
  }

  async function listPage(day: StatisticsDay, page: number): Promise<ListPage> {
    for (;;) {
      const known = facts.page(day, page);
      if (known) return known;
      await need({ kind: 'page', day, page });
    }
  }

  return {
    async apps(day, appIds) {
      const results = await Promise.allSettled(appIds.map((appId) => appFact(day, appId)));
      return new Map(
        appIds.map((appId, index) => {
          const result = results[index];
          return [appId, result?.status === 'fulfilled' ? result.value : asError(result?.reason)];
        }),
      );
    },
    async listWindow(day, offset, count) {
      const first = Math.floor(offset / MAX_PAGE_SIZE);
      const last = Math.floor((offset + count - 1) / MAX_PAGE_SIZE);
      const end = offset + count - first * MAX_PAGE_SIZE;
      // Pages that exist by all we know are wanted at once; the others only when the one before announces them.
      const expected = facts.outlook(day).unknownPages?.filter((page) => page > first && page <= last) ?? [];
      await Promise.all([first, ...expected].map((page) => listPage(day, page)));
      const rows: AppUsageRow[] = [];
      let hasNext = true;
      for (let page = first; page <= last && hasNext; page += 1) {
        const listed = await listPage(day, page);
        rows.push(...listed.rows);
        hasNext = listed.hasNext;
      }
      return { rows: rows.slice(offset - first * MAX_PAGE_SIZE, end), hasNext: hasNext || rows.length > end };
    },
    report: () => ({ calls: servedBy.size, waitMs: Math.round(longestWaitMs) }),
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function costExceeded(estimatedCalls: number, maxCalls: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_COST_EXCEEDED',
    `This operation would take ${estimatedCalls} upstream calls (one a second); at most ${maxCalls} are allowed. Ask for fewer apps or days at once: a smaller 'first', a shorter 'appIds', or several operations.`,
    { estimatedCalls, maxCalls },
  );
}

function overloaded(why: string, retryAfterMs: number): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    `The gateway cannot answer this in time. ${why} Try again in ${Math.ceil(retryAfterMs / 1000)} s, or ask for less.`,
    { retryAfterMs, retryable: true },
  );
}

function deadlineError(timeoutMs: number, heldForMs: number): GatewayError {
  if (heldForMs > 0) {
    return new GatewayError(
      'UPSTREAM_RATE_LIMITED',
      `Jodoo keeps refusing calls because another program uses the organization's one request a second; nothing came within ${timeoutMs} ms. Try again in a moment.`,
      { retryable: true, retryAfterMs: Math.ceil(heldForMs) },
    );
  }
  return overloaded(`It got no slot within ${timeoutMs} ms.`, 1000);
}

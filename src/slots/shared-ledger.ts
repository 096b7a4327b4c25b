/**
 * The ledger as `slots.ts` uses it: it never rejects, answers within a bounded time, and never grants every process
 * every start. While the ledger behind it is lost, this process goes on at 1/N of the rate, N being the processes
 * last seen, and tries the ledger again at each start.
 */

import { untilAborted } from '../until-aborted.ts';
import { createFallbackLedger } from './fallback-ledger.ts';
import type { SlotLedger } from './slot-ledger.ts';

export interface SharedLedgerOptions {
  /** May reject, and may take for ever. */
  readonly ledger: SlotLedger;
  /** Names this process among those that share the ledger. */
  readonly holder: string;
  readonly minIntervalMs: number;
  readonly log: { warn(fields: object, message: string): void };
  /** True: no other process can share the quota through this ledger (one in memory). Default false. */
  readonly alone?: boolean;
  /** How long the ledger may take to answer. Default: one and a half intervals, at least 2 s. */
  readonly answerWithinMs?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface SharedLedger extends SlotLedger {
  /** Ends all waits. */
  close(): void;
}

/** How often a process in use says that it is alive, and within which time others must have said so. */
const COUNT_EVERY_MS = 5_000;
const ALIVE_WITHIN_MS = 30_000;
const LEAST_ANSWER_MS = 2_000;
const ANSWER_INTERVALS = 1.5;
/** One process that is alone for the moment does not know who else may start meanwhile. */
const FEWEST_SHARERS = 2;

export function createSharedLedger(options: SharedLedgerOptions): SharedLedger {
  const { ledger, holder, minIntervalMs, log, alone = false, now = Date.now } = options;
  const { answerWithinMs = Math.max(LEAST_ANSWER_MS, minIntervalMs * ANSWER_INTERVALS) } = options;
  const closing = new AbortController();
  let seen = FEWEST_SHARERS;
  let lost = false;
  let counting = false;
  let countAgainAtMs = Number.NEGATIVE_INFINITY;
  const sharers = () => (alone ? 1 : Math.max(FEWEST_SHARERS, seen));
  const fallback = createFallbackLedger({ holder, minIntervalMs, sharers, now });

  /** The ledger's answer; undefined when there is none, or none in time. */
  async function ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await within(question(), answerWithinMs, closing.signal);
      found();
      return answer;
    } catch (error) {
      lose(error);
      return undefined;
    }
  }

  function lose(error: unknown): void {
    if (lost || closing.signal.aborted) return;
    lost = true;
    log.warn(
      { err: error, sharers: sharers() },
      `the slot ledger does not answer: until it does, this process makes at most 1 of ${sharers()} calls that the quota allows`,
    );
  }

  function found(): void {
    if (!lost) return;
    lost = false;
    fallback.reset();
    log.warn({ sharers: sharers() }, 'the slot ledger answers again');
  }

  /** Counts the processes now and then; while the ledger is lost, every time: this is how it is tried again. */
  async function count(): Promise<void> {
    if (counting || (!lost && performance.now() < countAgainAtMs)) return;
    counting = true;
    seen = (await ask(() => ledger.countSharers(holder, ALIVE_WITHIN_MS))) ?? seen;
    countAgainAtMs = performance.now() + COUNT_EVERY_MS;
    counting = false;
  }

  return {
    async reserve(lane, distanceMs) {
      void count();
      const startInMs = lost ? undefined : await ask(() => ledger.reserve(lane, distanceMs));
      return startInMs ?? fallback.reserve();
    },
    async takeIdle(lane, distanceMs, graceMs) {
      void count();
      const againInMs = lost ? undefined : await ask(() => ledger.takeIdle(lane, distanceMs, graceMs));
      return againInMs ?? fallback.takeIdle(lane);
    },
    async hold(lane, forMs) {
      if (lost) fallback.move();
      else await ask(() => ledger.hold(lane, forMs));
    },
    async heldForMs(lane) {
      return (lost ? undefined : await ask(() => ledger.heldForMs(lane))) ?? 0;
    },
    countSharers: async (name, withinMs) =>
      (await ask(() => ledger.countSharers(name, withinMs))) ?? sharers(),
    close: () => closing.abort(new Error('the ledger is closed')),
  };
}

/** Rejects when the promise takes longer than `ms`, or when `signal` is aborted. */
async function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await untilAborted(untilAborted(promise, deadline.signal), signal);
  } finally {
    clearTimeout(timer);
  }
}

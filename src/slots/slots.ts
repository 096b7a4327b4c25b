/**
 * Spends the slots of one lane: waits until a call may really start, and only then has the call chosen. It does not
 * know what a call is about. Each lane keeps a pace of its own; a ceiling bounds all lanes together.
 *
 * Bottleneck hands out the tickets. A ticket is an empty job, for two reasons: a slow answer must not cost the next
 * slot, and Bottleneck's own retries ignore its spacing. A lane asks for one ticket at a time, since Bottleneck's queue
 * cannot be cancelled. Its timers fire some milliseconds early, and an arrival can be late, so `pace.ts` has the last
 * word on the distance of our own starts, and the ledger on that of all processes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import Bottleneck from 'bottleneck';
import { deferred } from '../deferred.ts';
import { untilAborted } from '../until-aborted.ts';
import { createLocalPace } from './local-pace.ts';
import { createSharedStart } from './shared-start.ts';
import type { SlotLedger } from './slot-ledger.ts';

/**
 * How long an idle slot waits for company once somebody wants something: requests that arrive together are a
 * few milliseconds apart, and a call that started with the first alone would cost the others a second.
 */
const GATHER_MS = 15;

/** Calls of one lane that may be unanswered at a time. */
export const MAX_UNDER_WAY = 16;

export interface SlotsOptions<Call> {
  /** Names the lane in the ledger. Each has a limit of its own at the upstream. */
  readonly lane: string;
  /** Least distance of two arrivals at the upstream, in milliseconds. */
  readonly minIntervalMs: number;
  /** Shared by all lanes, see `createCeiling`. */
  readonly ceiling: Bottleneck;
  /** Shares the lane among processes. Its promises must not reject: wrap a real one by `createSharedLedger`. */
  readonly ledger: SlotLedger;
  /** True: takes only starts that no other process wants. For background processes. */
  readonly yields: boolean;
  /**
   * Calls that may be unanswered at a time; further ones wait for an answer. The client needs as many connections:
   * calls that wait for a connection would arrive in a burst. Default MAX_UNDER_WAY.
   */
  readonly maxUnderWay?: number;
  /**
   * Whether `choose` has something to choose from: a cheap check before a start is reserved, which is lost when
   * `choose` then chooses nothing. That should be rare (a client that left meanwhile).
   */
  readonly hasWork: () => boolean;
  /** Chooses the call to make right now, once for each start; undefined when nobody wants anything any more. */
  readonly choose: () => Call | undefined;
  /** Makes the call. Never rejects; says whether the upstream refused it for its rate. */
  readonly make: (call: Call) => Promise<'accepted' | 'refused'>;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicMs: () => number;
  /** 0…1. */
  readonly random: () => number;
}

export interface Slots {
  /** Says that `choose` may have something now. */
  wake(): void;
  /** How long until the next call may start (0: now), and how much of that is a hold by the upstream. */
  outlook(): { readonly nextStartInMs: number; readonly heldForMs: number };
  /** Starts no further call, and resolves when the running ones have ended. Waits for no ledger. */
  close(): Promise<void>;
}

export function createSlots<Call>(options: SlotsOptions<Call>): Slots {
  const { lane, minIntervalMs, ceiling, ledger, maxUnderWay = MAX_UNDER_WAY } = options;
  const { hasWork, choose, make } = options;
  const limiter = new Bottleneck({ minTime: minIntervalMs }).chain(ceiling);
  const pace = createLocalPace(options);
  const shared = createSharedStart({ ...options, pace });
  const closing = new AbortController();
  const { signal } = closing;
  const running = new Set<Promise<void>>();
  let wakeUp = deferred<void>();

  /** Keeps the ticket in hand while nobody wants anything, so that the next want starts at once. */
  async function nextCall(): Promise<Call> {
    for (;;) {
      signal.throwIfAborted();
      while (running.size >= maxUnderWay) await untilAborted(Promise.race(running), signal);
      await pace.wait(signal);
      if (!hasWork()) {
        await untilAborted(wakeUp.promise, signal);
        await sleep(GATHER_MS, undefined, { signal });
        continue;
      }
      if (!(await shared.take(signal))) continue;
      const call = choose();
      if (call !== undefined) return call;
      // Asking again at once would reserve one start after the other for nothing.
      await untilAborted(wakeUp.promise, signal);
    }
  }

  function start(call: Call): void {
    const startedMs = pace.started();
    const run = make(call).then((outcome) => {
      running.delete(run);
      const heldForMs = pace.heldForMs();
      pace.ended(startedMs, outcome);
      // Our refusal is everybody's: the limit belongs to the organization.
      if (pace.heldForMs() > heldForMs) void ledger.hold(lane, pace.heldForMs());
    });
    running.add(run);
  }

  async function spend(): Promise<void> {
    while (!signal.aborted) {
      await limiter.schedule(async () => {});
      start(await nextCall());
    }
  }

  const spending = spend().catch((error: unknown) => {
    // Closing aborts the waits above; anything else is a defect and must not go unseen.
    if (!signal.aborted) throw error;
  });

  return {
    wake() {
      wakeUp.resolve();
      wakeUp = deferred<void>();
    },
    outlook: () => ({
      nextStartInMs: Math.max(pace.startInMs(), shared.startInMs()),
      heldForMs: pace.heldForMs(),
    }),
    async close() {
      closing.abort();
      await limiter.stop({ dropWaitingJobs: true }).catch(() => {});
      await spending;
      await Promise.all(running);
    },
  };
}

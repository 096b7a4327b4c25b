/**
 * Spends the slots of one upstream endpoint: asks for a ticket, waits until a call may really start, and only
 * then has the call chosen. It does not know what a call is about.
 *
 * Bottleneck hands out the tickets. A ticket is an empty job, for two reasons: a slow answer must not cost the
 * next slot, and Bottleneck's own retries ignore its spacing. At most one ticket is ever asked for, since its
 * queue cannot be cancelled. Its timers fire some milliseconds early, and an arrival can be late, so `pace.ts`
 * has the last word on every start.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import Bottleneck from 'bottleneck';
import { deferred } from '../deferred.ts';
import { afterAccepted, afterRefusal, afterStart, distanceMs, earliestStartMs, initialPace } from './pace.ts';

/**
 * How long an idle slot waits for company once somebody wants something: requests that arrive together are a
 * few milliseconds apart, and a call that started with the first alone would cost the others a second.
 */
const GATHER_MS = 15;

/** Long enough for a process that waits for a slot to take it first. */
const YIELDED_SHARE = 0.25;

export interface SlotsOptions<Call> {
  /** Least distance of two arrivals at the upstream. */
  readonly minIntervalMs: number;
  /** Whether `choose` would choose a call. */
  readonly hasWork: () => boolean;
  /**
   * Reserves a slot among all processes that share the quota, `distanceMs` behind the last one of any: resolves
   * to 0 when it is ours, else to the milliseconds until it may be had.
   */
  readonly claim: (distanceMs: number) => Promise<number>;
  /** True: leaves each slot to the other processes for a while before it takes it. */
  readonly yields: boolean;
  /** Chooses the call to make right now; undefined when nobody wants anything. */
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
  /** Starts no further call, and resolves when the running ones have ended. */
  close(): Promise<void>;
}

export function createSlots<Call>(options: SlotsOptions<Call>): Slots {
  const { minIntervalMs, hasWork, claim, yields, choose, make, monotonicMs, random } = options;
  const limiter = new Bottleneck({ minTime: minIntervalMs });
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  let pace = initialPace(minIntervalMs);
  let wakeUp = deferred<void>();

  async function mayStart(): Promise<void> {
    // In a loop: a timer can fire early, and a refusal that arrives meanwhile moves the instant.
    for (;;) {
      const waitMs = earliestStartMs(pace) - monotonicMs();
      if (waitMs <= 0) return;
      await sleep(Math.ceil(waitMs), undefined, { signal: closing.signal });
    }
  }

  /** Keeps the slot in hand while nobody wants anything, so that the next want starts at once. */
  async function chosen(): Promise<Call> {
    for (;;) {
      closing.signal.throwIfAborted();
      await mayStart();
      if (!hasWork()) {
        await wakeUp.promise;
        await sleep(GATHER_MS, undefined, { signal: closing.signal });
        continue;
      }
      if (!(await claimed())) continue;
      const call = choose();
      if (call !== undefined) return call;
    }
  }

  /** Takes the slot among all processes, or waits until it may be tried again. */
  async function claimed(): Promise<boolean> {
    const freeInMs = await claim(distanceMs(pace));
    if (freeInMs === 0) return true;
    const graceMs = yields ? minIntervalMs * YIELDED_SHARE : 0;
    await sleep(Math.ceil(freeInMs + graceMs), undefined, { signal: closing.signal });
    return false;
  }

  function start(call: Call): void {
    const startedMs = monotonicMs();
    pace = afterStart(pace, startedMs);
    const run = make(call).then((outcome) => {
      const nowMs = monotonicMs();
      pace =
        outcome === 'refused'
          ? afterRefusal(pace, startedMs, nowMs, random())
          : afterAccepted(pace, startedMs, nowMs);
      running.delete(run);
    });
    running.add(run);
  }

  async function spend(): Promise<void> {
    while (!closing.signal.aborted) {
      await limiter.schedule(async () => {});
      start(await chosen());
    }
  }

  const spending = spend().catch((error: unknown) => {
    // Closing aborts the waits above; anything else is a defect and must not go unseen.
    if (!closing.signal.aborted) throw error;
  });

  return {
    wake() {
      wakeUp.resolve();
      wakeUp = deferred<void>();
    },
    outlook() {
      const nowMs = monotonicMs();
      return {
        nextStartInMs: Math.max(0, earliestStartMs(pace) - nowMs),
        heldForMs: Math.max(0, pace.heldUntilMs - nowMs),
      };
    },
    async close() {
      closing.abort();
      wakeUp.resolve();
      await limiter.stop({ dropWaitingJobs: true }).catch(() => {});
      await spending;
      await Promise.all(running);
    },
  };
}

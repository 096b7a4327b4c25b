/** Takes a lane's next start among all processes that share the quota. */
import { setTimeout as sleep } from 'node:timers/promises';
import { untilAborted } from '../until-aborted.ts';
import type { LocalPace } from './local-pace.ts';
import type { SlotLedger } from './slot-ledger.ts';

/** Background work takes a start only after it has been free for this part of an interval: others come first. */
const GRACE_INTERVALS = 0.25;
/** A reserved start is checked this part of an interval ahead, so that the check makes it no later. */
const CHECK_AHEAD_INTERVALS = 0.02;
/** The ledger's answer and our timer are exact to about a millisecond each. */
const CLOCK_GRAIN_MS = 2;

export interface SharedStartOptions {
  readonly lane: string;
  readonly minIntervalMs: number;
  readonly ledger: SlotLedger;
  readonly pace: LocalPace;
  /** True: takes only starts that no other process wants. */
  readonly yields: boolean;
  readonly monotonicMs: () => number;
}

export interface SharedStart {
  /**
   * Resolves to true at the instant of a start that is ours, and to false when the caller has to try again. Rejects
   * when `signal` is aborted.
   */
  take(signal: AbortSignal): Promise<boolean>;
  /** Milliseconds until the start that `take` waits for; 0 when it waits for none. */
  startInMs(): number;
}

export function createSharedStart(options: SharedStartOptions): SharedStart {
  const { lane, minIntervalMs, ledger, pace, yields, monotonicMs } = options;
  let startMs = Number.NEGATIVE_INFINITY;

  async function takeIdle(signal: AbortSignal): Promise<boolean> {
    const graceMs = minIntervalMs * GRACE_INTERVALS;
    const againInMs = await untilAborted(ledger.takeIdle(lane, pace.distanceMs(), graceMs), signal);
    if (againInMs <= 0) return true;
    startMs = monotonicMs() + againInMs;
    await sleepUntil(startMs, signal);
    return false;
  }

  async function reserve(signal: AbortSignal): Promise<boolean> {
    const startInMs = await untilAborted(ledger.reserve(lane, pace.distanceMs()), signal);
    if (startInMs > 0 && !(await reached(monotonicMs() + startInMs, signal))) return false;
    // A refusal of our own may have come meanwhile, or a slow answer that asks for a wider margin.
    if (pace.heldForMs() > 0) return false;
    await pace.wait(signal);
    return true;
  }

  /** Waits for a start that lies ahead; false when a hold has come in between. */
  async function reached(reservedMs: number, signal: AbortSignal): Promise<boolean> {
    startMs = reservedMs;
    await sleepUntil(startMs - minIntervalMs * CHECK_AHEAD_INTERVALS, signal);
    const heldForMs = await untilAborted(ledger.heldForMs(lane), signal);
    // A hold that was there first is part of the reserved start; a longer one came later.
    if (heldForMs > startMs - monotonicMs() + CLOCK_GRAIN_MS) {
      pace.hold(heldForMs);
      return false;
    }
    await sleepUntil(startMs, signal);
    return true;
  }

  async function sleepUntil(instantMs: number, signal: AbortSignal): Promise<void> {
    for (let waitMs = instantMs - monotonicMs(); waitMs > 0; waitMs = instantMs - monotonicMs()) {
      await sleep(Math.ceil(waitMs), undefined, { signal });
    }
  }

  return {
    take: yields ? takeIdle : reserve,
    startInMs: () => Math.max(0, startMs - monotonicMs()),
  };
}

/** The pace of one lane in this process: `pace.ts` with a clock and a timer. Instants are of the clock that it is given. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  afterAccepted,
  afterRefusal,
  afterSharedHold,
  afterStart,
  distanceMs,
  earliestStartMs,
  initialPace,
} from './pace.ts';

export interface LocalPaceOptions {
  readonly minIntervalMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicMs: () => number;
  /** 0…1. */
  readonly random: () => number;
}

export interface LocalPace {
  /** How far apart two starts have to be, in milliseconds. */
  distanceMs(): number;
  /** Until the next call may start, in milliseconds; 0: now. */
  startInMs(): number;
  /** How long a refusal still holds everything, in milliseconds; 0: not at all. */
  heldForMs(): number;
  /** Resolves when the next call may start; rejects when `signal` is aborted. */
  wait(signal: AbortSignal): Promise<void>;
  /** Another process was refused: no call starts for `forMs`. */
  hold(forMs: number): void;
  /** Notes the start of a call, and returns its instant. */
  started(): number;
  /** Notes what became of the call that started at `startedMs`. */
  ended(startedMs: number, outcome: 'accepted' | 'refused'): void;
}

export function createLocalPace({ minIntervalMs, monotonicMs, random }: LocalPaceOptions): LocalPace {
  let pace = initialPace(minIntervalMs);
  const startInMs = () => Math.max(0, earliestStartMs(pace) - monotonicMs());

  return {
    startInMs,
    distanceMs: () => distanceMs(pace),
    heldForMs: () => Math.max(0, pace.heldUntilMs - monotonicMs()),
    async wait(signal) {
      // In a loop: a timer can fire early, and a refusal that arrives meanwhile moves the instant.
      for (let waitMs = startInMs(); waitMs > 0; waitMs = startInMs()) {
        await sleep(Math.ceil(waitMs), undefined, { signal });
      }
    },
    hold(forMs) {
      pace = afterSharedHold(pace, monotonicMs() + forMs);
    },
    started() {
      const startedMs = monotonicMs();
      pace = afterStart(pace, startedMs);
      return startedMs;
    },
    ended(startedMs, outcome) {
      const nowMs = monotonicMs();
      pace =
        outcome === 'refused'
          ? afterRefusal(pace, startedMs, nowMs, random())
          : afterAccepted(pace, startedMs, nowMs);
    },
  };
}

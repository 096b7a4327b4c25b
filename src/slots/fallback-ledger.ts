/** What a process grants itself while the ledger is lost: its own places in the cycle of `fallback-start.ts`. */
import { fallbackStartMs } from './fallback-start.ts';

export interface FallbackLedgerOptions {
  readonly holder: string;
  readonly minIntervalMs: number;
  /** How many processes share the quota as far as is known; 1: only this one can. */
  readonly sharers: () => number;
  /** Epoch milliseconds: all that processes without a ledger have in common. */
  readonly now: () => number;
}

export interface FallbackLedger {
  /** Milliseconds until the lane's next start of this process. */
  reserve(): number;
  /** 0: takes a start of this process. Otherwise the milliseconds after which to try again. */
  takeIdle(lane: string): number;
  /** A call was refused: somebody else is at our place. */
  move(): void;
  /** The ledger is back: the next loss begins anew. */
  reset(): void;
}

export function createFallbackLedger(options: FallbackLedgerOptions): FallbackLedger {
  const { holder, minIntervalMs, sharers, now } = options;
  const dueByLane = new Map<string, number>();
  let moves = 0;

  /** The first start of this process at or after `fromMs`. */
  function startFromMs(fromMs: number): number {
    return fallbackStartMs({ holder, sharers: sharers(), moves, minIntervalMs }, fromMs);
  }

  return {
    reserve() {
      if (sharers() === 1) return 0;
      // The clock is read once: what it shows a millisecond later may lie behind the start.
      const nowMs = now();
      return startFromMs(nowMs) - nowMs;
    },
    takeIdle(lane) {
      if (sharers() === 1) return 0;
      const nowMs = now();
      const dueMs = dueByLane.get(lane) ?? startFromMs(nowMs);
      const lateMs = nowMs - dueMs;
      if (lateMs < 0) {
        dueByLane.set(lane, dueMs);
        return -lateMs;
      }
      dueByLane.delete(lane);
      // Within the place, or it has become somebody else's.
      if (lateMs < minIntervalMs / 2) return 0;
      return Math.max(1, startFromMs(nowMs) - nowMs);
    },
    move() {
      moves += 1;
    },
    reset() {
      moves = 0;
      dueByLane.clear();
    },
  };
}

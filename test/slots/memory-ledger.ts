import { setTimeout as sleep } from 'node:timers/promises';
import type { SlotLedger } from '../../src/slots/slot-ledger.ts';

export interface MemoryLedgerOptions {
  /** How long each answer takes. Default 0. */
  readonly answerMs?: number;
  /** How the ledger fails at the moment; undefined: it works. */
  readonly broken?: () => 'rejects' | 'hangs' | undefined;
}

export interface MemoryLedger extends SlotLedger {
  readonly reservations: readonly { readonly lane: string; readonly startMs: number }[];
  /** How often it was asked anything. */
  readonly questions: () => number;
}

/** A ledger as the port describes it, in memory, with a clock of its own. */
export function createMemoryLedger({ answerMs = 0, broken }: MemoryLedgerOptions = {}): MemoryLedger {
  const lanes = new Map<string, { lastStartMs: number; heldUntilMs: number }>();
  const seen = new Map<string, number>();
  const reservations: { lane: string; startMs: number }[] = [];
  let questions = 0;
  const nowMs = () => performance.now() + 1_000_000;

  function stateOf(name: string) {
    const state = lanes.get(name) ?? { lastStartMs: Number.NEGATIVE_INFINITY, heldUntilMs: 0 };
    lanes.set(name, state);
    return state;
  }

  async function answer<T>(decide: () => T): Promise<T> {
    questions += 1;
    const how = broken?.();
    if (how === 'rejects') throw new Error('the database is gone');
    if (how === 'hangs') await new Promise(() => {});
    const decided = decide();
    if (answerMs > 0) await sleep(answerMs);
    return decided;
  }

  function reserve(lane: string, startMs: number): void {
    stateOf(lane).lastStartMs = startMs;
    reservations.push({ lane, startMs });
  }

  return {
    reservations,
    questions: () => questions,
    reserve: (lane, distanceMs) =>
      answer(() => {
        const { lastStartMs, heldUntilMs } = stateOf(lane);
        const startMs = Math.max(nowMs(), lastStartMs + distanceMs, heldUntilMs);
        reserve(lane, startMs);
        return Math.max(0, startMs - nowMs());
      }),
    takeIdle: (lane, distanceMs, graceMs) =>
      answer(() => {
        const { lastStartMs, heldUntilMs } = stateOf(lane);
        const freeSinceMs = Math.max(lastStartMs + distanceMs, heldUntilMs);
        if (nowMs() < freeSinceMs + graceMs) return freeSinceMs + graceMs - nowMs();
        reserve(lane, nowMs());
        return 0;
      }),
    hold: (lane, forMs) =>
      answer(() => {
        const state = stateOf(lane);
        state.heldUntilMs = Math.max(state.heldUntilMs, nowMs() + forMs);
      }),
    heldForMs: (lane) => answer(() => Math.max(0, stateOf(lane).heldUntilMs - nowMs())),
    countSharers: (holder, withinMs) =>
      answer(() => {
        seen.set(holder, nowMs());
        return [...seen.values()].filter((seenMs) => seenMs >= nowMs() - withinMs).length;
      }),
  };
}

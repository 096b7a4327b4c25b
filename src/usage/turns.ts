/** Who waits for what, and whose turn it is. */
import type { Want } from './want.ts';

/** Whoever asks in many operations has one turn after another, as everybody has. */
export interface Caller {
  /** Number of the slot that was last spent in this caller's turn, or that was next when it came. */
  readonly lastTurn: number;
}

/** One who waits for wants: an operation. */
export interface Asker {
  readonly id: number;
  /** Background work gets only slots that nobody else has a use for. */
  readonly background: boolean;
  readonly caller: Caller;
  /** As a caller's, of this asker alone. */
  readonly lastTurn: number;
  /** All that it waits for, oldest first: answered in this order. */
  readonly wants: Iterable<PendingWant>;
}

export interface PendingWant {
  readonly want: Want;
  /** The one who waits for it for the longest time. */
  readonly firstAsker: Asker;
  /** Only to be combined with wants of the same first asker: a call that it shared with others was rejected. */
  readonly isolated: boolean;
  /** False while a look-up of it is under way, or while it waits for its next attempt. */
  readonly open: boolean;
}

/** Negative when the turn of `a` comes first: people before background work, then callers in turn, then their operations. */
export function compareTurns(a: Asker, b: Asker): number {
  return (
    Number(a.background) - Number(b.background) ||
    a.caller.lastTurn - b.caller.lastTurn ||
    a.lastTurn - b.lastTurn ||
    a.id - b.id
  );
}

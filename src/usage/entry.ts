/** Who waits for what, as the pool keeps it. */
import type { UpstreamError } from '../jodoo/upstream-error.ts';
import type { SpanLink } from '../tracer.ts';
import type { Found } from './found.ts';
import type { Asker, Caller, PendingWant } from './turns.ts';

/** A want that waits, with everybody who waits for it. */
export interface Entry extends PendingWant {
  /** Insertion order: oldest first. Empty only while a look-up of it is under way that nobody waits for any more. */
  readonly waiting: Map<WaitingAsker, readonly Waiter[]>;
  state: 'open' | 'underway' | 'resting';
  attempts: number;
  isolated: boolean;
  lastError: UpstreamError | undefined;
}

export interface WaitingCaller extends Caller {
  lastTurn: number;
  /** How many askers of it wait for something. */
  waitingAskers: number;
}

export interface WaitingAsker extends Asker {
  readonly callerName: string;
  /** The caller's present turn; a new one each time that it begins to wait. */
  caller: WaitingCaller;
  lastTurn: number;
  readonly wants: Set<Entry>;
  /** The span in which it waits, for the calls that are made for it. */
  span?: SpanLink | undefined;
}

/** Told of the outcome of each want that an asker asked for together. */
export interface Waiter {
  settle(entry: Entry, outcome: Outcome): void;
}

export type Outcome =
  | { readonly ok: true; readonly served: Served }
  | { readonly ok: false; readonly error: unknown };

/** What answered a want. The same for everybody who waited for it. */
export interface Served {
  readonly found: Found;
  /** By which call; undefined where another call was faster. */
  readonly call: { readonly startedMs: number } | undefined;
}

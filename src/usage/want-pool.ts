/**
 * The wants of the whole process on one list: one pool, whoever asks. Equal wants are one want with several askers
 * (single flight). Which calls answer them is the dispatcher's business.
 */
import { deferred } from '../deferred.ts';
import type { UpstreamError } from '../jodoo/upstream-error.ts';
import type { Demand } from './demand.ts';
import type { Outcome, Waiter, WaitingAsker, WaitingCaller } from './entry.ts';
import { type Want, wantKey } from './want.ts';

export interface WantPoolOptions {
  readonly demand: Demand;
  /** Number of the latest call: whoever comes now lines up behind it. */
  readonly callNumber: () => number;
  /** Says that there may be a call to make now. */
  readonly onWork: () => void;
}

/** Who competes for the slots with a caller's next operation. */
export interface Rivals {
  /** Other callers that wait. */
  readonly callers: number;
  /** Operations of the same caller that wait. */
  readonly operations: number;
}

/** Hears of the outcome of a want. */
export type Told = (want: Want, outcome: Outcome) => void;

export interface WantPool {
  /** A new asker: an operation of a caller, or background work. */
  join(callerName: string, background: boolean): WaitingAsker;
  /** `told` hears of each want's outcome when it is there; equal wants have one. Resolves once all have theirs. */
  ask(asker: WaitingAsker, wants: readonly Want[], told: Told): Promise<void>;
  /** Drops all wants of an asker; each ends with the error that `reason` makes of the want's last error. */
  leave(asker: WaitingAsker, reason: (lastError: UpstreamError | undefined) => unknown): void;
  /** Calls that it takes to answer everything that waits, and `more` with it. */
  cost(more?: readonly Want[]): number;
  /** Calls that it takes to answer these wants alone. */
  costAlone(wants: readonly Want[]): number;
  rivals(callerName: string): Rivals;
  /** Operations (not background work) that wait. */
  waitingOperations(): number;
  /** Ends everything that operations (not background work) wait for with an error. */
  rejectOperations(error: unknown): void;
  /** Ends everything that waits with an error. */
  close(): void;
}

export function createWantPool({ demand, callNumber, onWork }: WantPoolOptions): WantPool {
  const callers = new Map<string, WaitingCaller>();
  let askers = 0;

  function callerOf(name: string): WaitingCaller {
    const known = callers.get(name);
    // Whoever waits for nothing has no turn to lose: it lines up behind those who do.
    if (known !== undefined && known.waitingAskers > 0) return known;
    const caller = { lastTurn: callNumber(), waitingAskers: 0 };
    callers.set(name, caller);
    return caller;
  }

  function leave(asker: WaitingAsker, reason: (lastError: UpstreamError | undefined) => unknown): void {
    for (const entry of [...asker.wants]) {
      const waiters = entry.waiting.get(asker) ?? [];
      demand.forsake(entry, asker);
      for (const waiter of waiters) waiter.settle(entry, { ok: false, error: reason(entry.lastError) });
    }
  }

  return {
    join(callerName, background) {
      askers += 1;
      const caller = callerOf(callerName);
      return { id: askers, callerName, background, caller, lastTurn: callNumber(), wants: new Set() };
    },
    async ask(asker, wants, told) {
      const distinct = new Map(wants.map((want) => [wantKey(want), want]));
      let left = distinct.size;
      if (left === 0) return;
      if (asker.wants.size === 0) asker.caller = callerOf(asker.callerName);
      const complete = deferred<void>();
      const waiter: Waiter = {
        settle({ want }, outcome) {
          told(want, outcome);
          left -= 1;
          if (left === 0) complete.resolve();
        },
      };
      const waiters = [waiter];
      for (const want of distinct.values()) demand.add(want, asker, waiters);
      onWork();
      await complete.promise;
    },
    leave,
    cost: demand.cost,
    costAlone: demand.costAlone,
    rivals(callerName) {
      const own = demand.operations.get(callerName);
      const callers = demand.operations.size - (own === undefined ? 0 : 1);
      return { callers, operations: own ?? 0 };
    },
    waitingOperations: demand.waitingOperations,
    rejectOperations(error) {
      for (const asker of [...demand.askers]) if (!asker.background) leave(asker, () => error);
    },
    close() {
      const error = new Error('the gateway is shutting down');
      for (const entry of demand.all) {
        const waiters = [...entry.waiting.values()].flat();
        demand.remove(entry);
        for (const waiter of waiters) waiter.settle(entry, { ok: false, error });
      }
    },
  };
}

/**
 * The wants of the whole process on one list: one pool, whoever asks. Equal wants are one want with several askers
 * (single flight). Which calls answer them is the dispatcher's business.
 */
import { deferred } from '../deferred.ts';
import type { UpstreamError } from '../jodoo/upstream-error.ts';
import { loopTurns } from '../loop-turns.ts';
import type { Demand } from './demand.ts';
import type { Entry, Outcome, WaitingAsker, WaitingCaller } from './entry.ts';
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

export interface WantPool {
  /** A new asker: an operation of a caller, or background work. */
  join(callerName: string, background: boolean): WaitingAsker;
  /** Resolves to the outcome of each want, in order, once all have one. `told` hears of each when it is there. */
  ask(
    asker: WaitingAsker,
    wants: readonly Want[],
    told?: (want: Want, outcome: Outcome) => void,
  ): Promise<readonly Outcome[]>;
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
      if (wants.length === 0) return [];
      if (asker.wants.size === 0) asker.caller = callerOf(asker.callerName);
      const outcomes = collectOutcomes(wants, told);
      const waiters = [outcomes];
      for (const want of wants) demand.add(want, asker, waiters);
      onWork();
      await outcomes.complete;
      // One answer may complete what hundreds of operations wait for.
      return await loopTurns.run(outcomes.all);
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

/**
 * Complete once every distinct want has its outcome; equal wants have the same one. `told` hears of each at once.
 */
function collectOutcomes(wants: readonly Want[], told?: (want: Want, outcome: Outcome) => void) {
  const outcomes = new Map<string, Outcome>();
  const distinct = new Set(wants.map(wantKey)).size;
  const { promise: complete, resolve } = deferred<void>();
  return {
    complete,
    /** In the order of the wants. */
    all: (): readonly Outcome[] => wants.flatMap((want) => outcomes.get(wantKey(want)) ?? []),
    settle(entry: Entry, outcome: Outcome) {
      outcomes.set(wantKey(entry.want), outcome);
      told?.(entry.want, outcome);
      if (outcomes.size === distinct) resolve();
    },
  };
}

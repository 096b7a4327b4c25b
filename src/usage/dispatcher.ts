/**
 * From the demand to calls and back: chooses a call when a slot is there, and gives each want the outcome of its call.
 * Nothing is bound to a call before: until then wants can be joined, dropped, or answered by a call made for others.
 */
import type { ListCall } from '../jodoo/lists.ts';
import { isAboutIds, UpstreamError } from '../jodoo/upstream-error.ts';
import { type Choice, chooseCall } from './choose-call.ts';
import type { CallLimits } from './day-plan.ts';
import type { Demand } from './demand.ts';
import type { Entry, Outcome } from './entry.ts';
import type { Found } from './found.ts';
import { retryAfterFailure } from './retry.ts';

export interface DispatcherOptions {
  readonly demand: Demand;
  readonly limits: CallLimits;
  readonly minIntervalMs: number;
  readonly monotonicMs: () => number;
  /** 0…1. */
  readonly random: () => number;
  /** Says that there may be a call to make now. */
  readonly onWork: () => void;
}

/** A call that is being made. */
export interface Dispatch {
  readonly call: ListCall;
  /** The wants that fail with it, if it fails. */
  readonly carried: () => readonly Entry[];
  readonly startedMs: number;
}

export interface Dispatcher {
  /** Calls chosen so far. */
  callNumber(): number;
  /** Whether `take` would choose a call now. */
  hasWork(): boolean;
  /** Chooses the next call and marks it as under way; undefined when there is none to make. */
  take(): Dispatch | undefined;
  /** The wants that an answer may say something of: those of its call and its rows, and all rows of a complete day. */
  concerned(call: ListCall, rowIds: Iterable<string>, dayIsComplete: boolean): Entry[];
  settle(entry: Entry, found: Found, dispatch: Dispatch): void;
  /** The call failed: its wants are tried again or fail. Says whether the upstream refused it for its rate. */
  fail(dispatch: Dispatch, error: unknown): 'accepted' | 'refused';
  /** The call has ended, however; wants of it that have no outcome are open again. */
  finish(dispatch: Dispatch): void;
  close(): void;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { demand, limits, minIntervalMs, monotonicMs, random, onWork } = options;
  const resting = new Set<NodeJS.Timeout>();
  let calls = 0;
  let latest: { readonly version: number; readonly choice: Choice | undefined } | undefined;

  /** The demand seldom changes between the question whether there is a call and the choice of it. */
  function choice(): Choice | undefined {
    const version = demand.version();
    if (latest?.version !== version) {
      // With nothing but wants on their way, nobody has to be asked what could be done for him.
      const isIdle = demand.cost() === 0;
      const next = isIdle ? undefined : chooseCall({ askers: demand.askers, dayWants: demand.day, limits });
      latest = { version, choice: next };
    }
    return latest.choice;
  }

  function end(entry: Entry, outcome: Outcome): void {
    const waiters = [...entry.waiting.values()].flat();
    demand.remove(entry);
    for (const waiter of waiters) waiter.settle(entry, outcome);
  }

  function isPending(entry: Entry): boolean {
    return demand.find(entry.want) === entry;
  }

  function rest(entry: Entry, delayMs: number): void {
    demand.setState(entry, 'resting');
    const timer = setTimeout(() => {
      resting.delete(timer);
      if (isPending(entry)) demand.setState(entry, 'open');
      onWork();
    }, delayMs);
    resting.add(timer);
  }

  function retry(entry: Entry, error: unknown): void {
    const kind = error instanceof UpstreamError ? error.kind : 'final';
    if (kind !== 'refused') entry.attempts += 1;
    const next = retryAfterFailure(kind, entry.attempts, minIntervalMs, random());
    if (!next.again) end(entry, { ok: false, error });
    else if (next.delayMs > 0) rest(entry, next.delayMs);
  }

  function take(): Dispatch | undefined {
    const next = choice();
    if (next === undefined) return undefined;
    calls += 1;
    demand.takeTurn(next.asker, calls);
    const { call } = next;
    const carried = () => next.carried.flatMap(({ want }) => demand.find(want) ?? []);
    const startedMs = monotonicMs();
    if (call.kind === 'page') {
      demand.pageCall(call.day, call.page, true);
      return { call, carried, startedMs };
    }
    const entries = carried();
    for (const entry of entries) demand.setState(entry, 'underway');
    return { call, carried: () => entries, startedMs };
  }

  function concerned(call: ListCall, rowIds: Iterable<string>, dayIsComplete: boolean): Entry[] {
    const { day } = call;
    const pages = call.kind === 'page' ? (demand.find(call) ?? []) : [];
    if (dayIsComplete) return [...demand.rowsOf(day)].concat(pages);
    const ids = new Set([...(call.kind === 'ids' ? call.ids : []), ...rowIds]);
    return [...ids].flatMap((id) => demand.find({ kind: 'row', day, id }) ?? []).concat(pages);
  }

  function fail({ call, carried }: Dispatch, error: unknown): 'accepted' | 'refused' {
    const pending = carried().filter(isPending);
    // One asker's malformed id must not fail the others that shared its call.
    const shared = new Set(pending.map(({ waiting }) => [...waiting.keys()][0])).size > 1;
    const isolates = shared && call.kind === 'ids' && isAboutIds(error);
    for (const entry of pending) {
      if (error instanceof UpstreamError) entry.lastError = error;
      if (entry.state === 'underway') demand.setState(entry, 'open');
      if (isolates) entry.isolated = true;
      else if (!isLookedUpInstead(entry, call, error)) retry(entry, error);
    }
    return error instanceof UpstreamError && error.kind === 'refused' ? 'refused' : 'accepted';
  }

  return {
    callNumber: () => calls,
    hasWork: () => choice() !== undefined,
    take,
    concerned,
    settle(entry, found, dispatch) {
      if (!isPending(entry)) return;
      end(entry, { ok: true, served: { found, call: dispatch } });
    },
    fail,
    finish({ call, carried }) {
      if (call.kind === 'page') demand.pageCall(call.day, call.page, false);
      else {
        for (const entry of carried().filter(isPending)) {
          if (entry.waiting.size === 0) demand.remove(entry);
          else if (entry.state === 'underway') demand.setState(entry, 'open');
        }
      }
      onWork();
    },
    close() {
      for (const timer of resting) clearTimeout(timer);
    },
  };
}

/** A row that was expected on a page whose answer is not usable can still be looked up by its id. */
function isLookedUpInstead({ want }: Entry, call: ListCall, error: unknown): boolean {
  const isUnusable = error instanceof UpstreamError && error.code === 'UPSTREAM_INVALID_RESPONSE';
  return isUnusable && call.kind === 'page' && want.kind === 'row';
}

/**
 * An operation's way to the slots. Its wants are gathered until its resolvers have said what they need, then admitted
 * together or not at all: the cost is known before the first call.
 */
import { type Deferred, deferred } from '../deferred.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { upstreamDays } from '../jodoo/statistics-day.ts';
import { loopTurns } from '../loop-turns.ts';
import type { Tracer } from '../tracer.ts';
import { admission, type OperationLimits } from './admission.ts';
import { dateOutOfRange } from './date-out-of-range.ts';
import type { Served, WaitingAsker } from './entry.ts';
import type { Found } from './found.ts';
import { createGateDeadline } from './gate-deadline.ts';
import type { Lane } from './lane.ts';
import { laneLoads } from './lane-loads.ts';
import { deadlineError } from './operation-errors.ts';
import { createReadClock } from './read-clock.ts';
import { type Want, wantKey } from './want.ts';
import { createWantBatch, type WantBatch } from './want-batch.ts';
import type { Told } from './want-pool.ts';

export interface WantGateOptions {
  readonly lanes: ReadonlyMap<ListKind, Lane>;
  readonly limits: OperationLimits;
  readonly minIntervalMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: () => AbortSignal;
  /** Who asks: callers have one turn after another. */
  readonly callerName: string;
  /** The error for whoever asks while the upstream does not answer; undefined while it does. */
  readonly refusal: () => Error | undefined;
  /** Background work has no deadline and no cost limit, and yields to everybody. */
  readonly background: boolean;
  readonly tracer: Tracer;
}

export interface WantGate {
  /** False: wants are only counted, and each `need` rejects. */
  readonly makesCalls: boolean;
  /** Reads an archive of a lane; wants are not admitted before all reads that run have ended. */
  look<T>(kind: ListKind, read: () => Promise<T>): Promise<T>;
  /** What was wanted, in order, each when it is there; rejects with the error that it failed with. */
  needEach(kind: ListKind, wants: readonly Want[]): readonly Promise<Found>[];
  /** All that was wanted, in order, or the errors. */
  need(kind: ListKind, wants: readonly Want[]): Promise<readonly (Found | Error)[]>;
  /** Resolves once what was asked so far is read, and its wants are admitted; rejects with the refusal. */
  admitted(): Promise<void>;
  report(): GateReport;
}

export interface GateReport {
  /** Upstream calls that answered so far. */
  readonly calls: number;
  /** The longest wait for a slot, in milliseconds. */
  readonly waitMs: number;
  /** What these calls took, in milliseconds, their filing included. */
  readonly callsMs: number;
  /** Time in which an archive was read, in milliseconds. */
  readonly archiveMs: number;
  /** True once the archive was read. */
  readonly hasLooked: boolean;
}

export function createWantGate(options: WantGateOptions): WantGate {
  const { lanes, limits, minIntervalMs, now, monotonicMs, signal, callerName, background } = options;
  const deadlineMs = monotonicMs() + limits.requestTimeoutMs;
  const askers = new Map<ListKind, WaitingAsker>();
  /** What each call took that answered something, in milliseconds. */
  const callsMs = new Map<object, number>();
  let longestWaitMs = 0;
  let admittedCalls = 0;
  let gathering: WantBatch[] = [];
  let admissionAwaited: Deferred<void> | undefined;
  let hasLooked = false;
  const reads = createReadClock(monotonicMs);
  /** How many answers each lane had filed when the earliest read behind the gathered wants began. */
  const filings = new Map<ListKind, number>();
  let admitsSoon = false;
  const deadline = createGateDeadline({
    deadlineMs: background ? undefined : deadlineMs,
    monotonicMs,
    signal,
    onAbandoned: abandon,
    onExpired: expire,
  });

  function laneOf(kind: ListKind): Lane {
    const lane = lanes.get(kind);
    if (lane === undefined) throw new RangeError(`there is no lane for ${kind}`);
    return lane;
  }

  function askerOf(lane: Lane): WaitingAsker {
    const asker = askers.get(lane.kind) ?? lane.pool.join(callerName, background);
    askers.set(lane.kind, asker);
    return asker;
  }

  function admitSoon(): void {
    if (admitsSoon) return;
    admitsSoon = true;
    setImmediate(() => {
      // Hundreds of operations may be admitted in one turn.
      void loopTurns.run(() => {
        admitsSoon = false;
        if (!reads.isRunning()) admit();
      });
    });
  }

  function admit(): void {
    const batches = gathering;
    const since = new Map(filings);
    const awaited = admissionAwaited;
    gathering = [];
    filings.clear();
    admissionAwaited = undefined;
    if (batches.length === 0) {
      awaited?.resolve();
      return;
    }
    const refusal = signal().aborted ? signal().reason : background ? undefined : refusalOf(batches);
    if (refusal) awaited?.reject(refusal);
    else awaited?.resolve();
    if (refusal) for (const batch of batches) batch.fail(refusal);
    else for (const lane of lanes.values()) void admitTo(lane, batches, since.get(lane.kind));
  }

  /** Takes what was filed since the archive was read, and asks the pool for the rest. */
  async function admitTo(lane: Lane, all: readonly WantBatch[], since = lane.facts.filings()): Promise<void> {
    const batches = all.filter(({ kind }) => kind === lane.kind);
    if (batches.length === 0) return;
    try {
      await deadline.during(async () => {
        const wants = batches.flatMap((batch) => batch.wants);
        const known = await lane.filedSince(wants, since);
        signal().throwIfAborted();
        if (deadline.isOver()) throw deadlineError(limits.requestTimeoutMs, 0);
        await Promise.all(batches.map((batch) => answer(lane, batch, known)));
      });
    } catch (error) {
      for (const batch of batches) batch.fail(error);
    }
  }

  async function answer(lane: Lane, batch: WantBatch, known: ReadonlyMap<string, Found>): Promise<void> {
    const missing: Want[] = [];
    for (const want of batch.wants) {
      const found = known.get(wantKey(want));
      if (found === undefined) missing.push(want);
      else batch.settle(want, found);
    }
    const askedMs = monotonicMs();
    if (missing.length === 0) return;
    await askTraced(lane, missing, (want, outcome) => {
      if (outcome.ok) noteCall(outcome.served, askedMs);
      batch.settle(want, outcome.ok ? outcome.served.found : asError(outcome.error));
    });
  }

  function askTraced(lane: Lane, wants: readonly Want[], told: Told): Promise<void> {
    const attributes = { 'jodoo.list': lane.kind, 'gateway.wants': wants.length };
    return options.tracer.trace({ name: 'wait for answers', attributes }, ({ link }) => {
      const asker = askerOf(lane);
      asker.span = link;
      return lane.pool.ask(asker, wants, told);
    });
  }

  function refusalOf(batches: readonly WantBatch[]): Error | undefined {
    const unavailable = options.refusal();
    if (unavailable) return unavailable;
    const wantsOf = (kind: ListKind) => batches.flatMap((batch) => (batch.kind === kind ? batch.wants : []));
    const remainingMs = deadlineMs - monotonicMs();
    const load = laneLoads(lanes, wantsOf, callerName);
    const { calls, refusal } = admission({ ...load, admittedCalls, remainingMs, minIntervalMs, limits });
    if (refusal === undefined) admittedCalls += calls;
    return refusal;
  }

  function abandon(): void {
    for (const [kind, asker] of askers) laneOf(kind).pool.leave(asker, () => signal().reason);
  }

  function expire(): void {
    for (const [kind, asker] of askers) {
      const { pool, slots } = laneOf(kind);
      const tooLate = () => deadlineError(limits.requestTimeoutMs, slots.outlook().heldForMs);
      pool.leave(asker, (lastError) => lastError ?? tooLate());
    }
  }

  function noteCall({ call }: Served, askedMs: number): void {
    if (call === undefined) return;
    callsMs.set(call, callsMs.get(call) ?? monotonicMs() - call.startedMs);
    longestWaitMs = Math.max(longestWaitMs, call.startedMs - askedMs);
  }

  function needEach(kind: ListKind, wants: readonly Want[]): readonly Promise<Found>[] {
    signal().throwIfAborted();
    const { from } = upstreamDays(now());
    const tooOld = wants.find(({ day }) => day < from);
    if (tooOld) throw dateOutOfRange(tooOld.day, now());
    const batch = createWantBatch(kind, wants);
    gathering.push(batch);
    admitSoon();
    return batch.found;
  }

  return {
    makesCalls: true,
    async look(kind, read) {
      signal().throwIfAborted();
      hasLooked = true;
      if (!filings.has(kind)) filings.set(kind, laneOf(kind).facts.filings());
      reads.start();
      try {
        return await read();
      } finally {
        reads.end();
        admitSoon();
      }
    },
    needEach,
    need: async (kind, wants) =>
      await Promise.all(needEach(kind, wants).map((found) => found.catch(asError))),
    admitted() {
      admissionAwaited ??= deferred();
      admitSoon();
      return admissionAwaited.promise;
    },
    report: () => ({
      calls: callsMs.size,
      waitMs: Math.round(longestWaitMs),
      callsMs: [...callsMs.values()].reduce((sum, ms) => sum + ms, 0),
      archiveMs: reads.ms(),
      hasLooked,
    }),
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

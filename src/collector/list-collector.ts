/**
 * Keeps one list complete: each day once it has settled, and what is missing from T-180 on, newest first. It keeps no
 * state that matters: what is missing is asked of the archive, so it may be stopped at any point.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Archive } from '../archive/archive.ts';
import { deferred } from '../deferred.ts';
import type { ListKind } from '../jodoo/lists.ts';
import {
  addDays,
  type DayRange,
  eachDay,
  type StatisticsDay,
  settlesAtMs,
  upstreamDays,
} from '../jodoo/statistics-day.ts';
import { isLockedOut } from '../jodoo/upstream-error.ts';
import type { Usage } from '../usage/usage.ts';
import type { UsageLog } from '../usage/usage-log.ts';
import { collectDay } from './collect-day.ts';
import { createCollectorLog } from './collector-log.ts';
import { createDayQueue } from './day-queue.ts';

export interface ListCollectorOptions {
  readonly kind: ListKind;
  readonly usage: Pick<Usage, 'open' | 'lane'>;
  readonly archive: Pick<Archive, 'list' | 'leases'>;
  /** True: completes every day that the upstream has. False: only days that are requested. */
  readonly everything: boolean;
  readonly settleAfterHours: number;
  readonly minIntervalMs: number;
  /** Calls' worth of requested days that may be queued at a time; further ones are queued when they are asked for again. */
  readonly maxQueuedCalls: number;
  /** While it is true nothing is collected: what is fetched would line up behind what waits to be filed. */
  readonly archiveCatchesUp: () => boolean;
  /** Names this process among those that share the archive. */
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: UsageLog;
}

/** One list's part of what is being collected. */
export interface ListProgress {
  /** The day at hand; undefined between two days. */
  readonly current: StatisticsDay | undefined;
  /** Days that are to be collected now, the next one first. */
  readonly due: readonly StatisticsDay[];
  /** Days of the same work that are complete. */
  readonly done: readonly StatisticsDay[];
}

/** Days of a range, ascending, whose list is not complete. */
export interface RangeProgress {
  /** Those that are to be collected, queued or not. */
  readonly pending: readonly StatisticsDay[];
  /** The others: Jodoo has them no more or not yet, or did not collect them, or failed on them again and again. */
  readonly unavailable: readonly StatisticsDay[];
}

export interface ListCollector {
  /** Queues days before all others, up to a bound; those that are complete or that nobody can answer cost nothing. */
  request(days: readonly StatisticsDay[], caller: string): void;
  progress(): Promise<ListProgress>;
  /** How far a range is. Queues what is to be collected and not queued yet, up to the same bound. */
  collect(range: DayRange, caller: string): Promise<RangeProgress>;
  close(): Promise<void>;
}

/** A day of which Jodoo collected nothing may have been opened since: worth a call a day. */
const UNCOLLECTED_REST_MS = 86_400_000;
/** Another process has it. */
const TAKEN_REST_MS = 10_000;
/** The upstream failed on it, again and again. */
const FAILED_REST_MS = 600_000;
/** The upstream does not accept our key: every other day would fail as well. */
const LOCKED_OUT_PAUSE_MS = 60_000;
/** Filing what waits takes seconds. */
const CATCH_UP_PAUSE_MS = 250;
/** The archive does not say what is missing. */
const ARCHIVE_PAUSE_MS = 10_000;
/** Time passes and days settle even if no timer says so (a suspended machine, a changed clock). */
const LONGEST_SLEEP_MS = 600_000;

export function createListCollector(options: ListCollectorOptions): ListCollector {
  const { kind, usage, archive, everything, settleAfterHours, maxQueuedCalls } = options;
  const { archiveCatchesUp, now } = options;
  const said = createCollectorLog(options);
  const days = archive.list(kind);
  const closing = new AbortController();
  const queue = createDayQueue({ days, everything, settleAfterHours, now });
  let current: StatisticsDay | undefined;
  let woken = deferred<void>();

  async function collect(day: StatisticsDay): Promise<void> {
    current = day;
    queue.taken(day);
    try {
      const { signal } = closing;
      const { outcome } = await collectDay(day, { ...options, days, leases: archive.leases, signal });
      said.done(outcome);
      if (outcome === 'taken') queue.rest(day, TAKEN_REST_MS, 'taken');
      if (outcome === 'uncollected') queue.rest(day, UNCOLLECTED_REST_MS, 'given up');
    } catch (error) {
      if (closing.signal.aborted) return;
      said.failed(error, day);
      if (isLockedOut(error)) await pause(LOCKED_OUT_PAUSE_MS);
      else queue.rest(day, FAILED_REST_MS, 'given up');
    } finally {
      current = undefined;
    }
  }

  async function step(): Promise<void> {
    if (archiveCatchesUp()) return await pause(CATCH_UP_PAUSE_MS);
    const { due, wakesAtMs } = await queue.work();
    const [day] = due;
    if (day !== undefined) {
      said.working(due.length);
      return await collect(day);
    }
    said.idle();
    const latest = upstreamDays(now()).to;
    const settles = [latest, addDays(latest, 1)].map((other) => settlesAtMs(other, settleAfterHours));
    const next = Math.min(...[...settles, ...wakesAtMs].filter((atMs) => atMs > now()));
    await pause(Math.min(next - now(), LONGEST_SLEEP_MS));
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await step();
      } catch (error) {
        if (closing.signal.aborted) return;
        said.archiveFailed(error);
        await pause(ARCHIVE_PAUSE_MS);
      }
    }
  }

  /** Until there may be something to do: woken, or after a while. */
  async function pause(forMs: number): Promise<void> {
    const nap = new AbortController();
    const signal = AbortSignal.any([closing.signal, nap.signal]);
    await Promise.race([woken.promise, sleep(forMs, undefined, { signal }).catch(() => {})]);
    nap.abort();
  }

  function request(requested: readonly StatisticsDay[], caller: string): void {
    const [first] = requested;
    const callsPerDay = (first && usage.lane(kind).facts.expectedPages(first)) ?? 1;
    const isNew = queue.request(caller, requested, Math.max(1, Math.floor(maxQueuedCalls / callsPerDay)));
    // A pause after a refused key must not end because somebody asks for the same days again.
    if (!isNew) return;
    woken.resolve();
    woken = deferred<void>();
  }

  const running = run();

  return {
    request,
    async collect(range, caller) {
      const { givenUp } = await queue.work();
      const complete = new Set(await days.completeDays(range));
      const nowMs = now();
      const reachable = upstreamDays(nowMs);
      const isPending = (day: StatisticsDay) =>
        day >= reachable.from &&
        day <= reachable.to &&
        settlesAtMs(day, settleAfterHours) <= nowMs &&
        !givenUp.includes(day);
      const missing = eachDay(range).filter((day) => !complete.has(day));
      const pending = missing.filter(isPending);
      request(pending, caller);
      return { pending, unavailable: missing.filter((day) => !isPending(day)) };
    },
    async progress() {
      const { due, done } = await queue.work();
      return { current, due, done };
    },
    async close() {
      closing.abort(new Error('the gateway is shutting down'));
      woken.resolve();
      await running;
    },
  };
}

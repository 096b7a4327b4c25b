/**
 * Keeps the archive complete: each day once it has settled, and what is missing from T-180 on, newest first, in
 * slots that nobody waits for. It keeps no state of its own: what is missing is asked of the archive, so it may
 * be stopped at any point.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { deferred } from '../deferred.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { addDays, eachDay, type StatisticsDay, settlesAtMs, upstreamDays } from '../jodoo/statistics-day.ts';
import { isLockedOut } from '../jodoo/upstream-error.ts';
import type { Usage, UsageLog } from '../usage/usage.ts';
import { collectDay } from './collect-day.ts';

export interface CollectorOptions {
  readonly usage: Pick<Usage, 'open' | 'archive' | 'slots'>;
  /** True: completes every day that the upstream has. False: only days that are requested. */
  readonly everything: boolean;
  readonly settleAfterHours: number;
  /** Names this process among those that share the archive. */
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: UsageLog;
}

export interface Collecting {
  readonly day: StatisticsDay;
  readonly daysDone: number;
  readonly daysTotal: number;
  /** Until all days are done if nobody else wants a slot. */
  readonly expectedMs: number;
}

export interface Collector {
  /** Queues days, before all others; those that are complete or that nobody can answer cost nothing. */
  request(days: readonly StatisticsDay[]): void;
  /** What is being collected; null while there is nothing to do. */
  progress(): Promise<Collecting | null>;
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
/** Time passes and days settle even if no timer says so (a suspended machine, a changed clock). */
const LONGEST_SLEEP_MS = 600_000;

export function createCollector(options: CollectorOptions): Collector {
  const { usage, everything, settleAfterHours, holder, now, log } = options;
  const closing = new AbortController();
  const requested = new Set<StatisticsDay>();
  /** Days to leave alone until an instant. */
  const resting = new Map<StatisticsDay, number>();
  let current: StatisticsDay | undefined;
  let woken = deferred<void>();

  function settledDays(): StatisticsDay[] {
    const nowMs = now();
    return eachDay(upstreamDays(nowMs)).filter((day) => settlesAtMs(day, settleAfterHours) <= nowMs);
  }

  /** Days to collect, the next one first, and how many of them are done already. */
  async function work(): Promise<{ open: StatisticsDay[]; done: number }> {
    const days = settledDays();
    const complete = new Set(await usage.archive.completeDays(upstreamDays(now())));
    for (const day of requested) if (complete.has(day) || !isAnswerable(day)) requested.delete(day);
    const open = days
      .filter((day) => !complete.has(day) && (everything || requested.has(day)))
      .reverse()
      .sort((a, b) => Number(requested.has(b)) - Number(requested.has(a)));
    return { open, done: days.filter((day) => complete.has(day)).length };
  }

  function isAnswerable(day: StatisticsDay): boolean {
    const { from, to } = upstreamDays(now());
    return day >= from && day <= to;
  }

  async function collect(day: StatisticsDay): Promise<void> {
    current = day;
    try {
      const { outcome } = await collectDay(day, { usage, holder, now, signal: closing.signal });
      if (outcome !== 'complete') {
        resting.set(day, now() + (outcome === 'taken' ? TAKEN_REST_MS : UNCOLLECTED_REST_MS));
      }
    } catch (error) {
      if (closing.signal.aborted) return;
      log.warn({ err: error, day }, 'a day could not be collected; it is tried again');
      if (isLockedOut(error)) await rest(LOCKED_OUT_PAUSE_MS);
      else resting.set(day, now() + FAILED_REST_MS);
    } finally {
      current = undefined;
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const { open } = await work();
      const day = open.find((other) => (resting.get(other) ?? 0) <= now());
      if (day !== undefined) await collect(day);
      else await rest(idleMs(open));
    }
  }

  /** Until there may be something to do: woken, or after a while. */
  async function rest(forMs: number): Promise<void> {
    const nap = new AbortController();
    const signal = AbortSignal.any([closing.signal, nap.signal]);
    await Promise.race([woken.promise, sleep(forMs, undefined, { signal })]);
    nap.abort();
  }

  /** Until the next day settles, or one has rested. */
  function idleMs(open: readonly StatisticsDay[]): number {
    const nowMs = now();
    const { to } = upstreamDays(nowMs);
    const settles = [to, addDays(to, 1)].map((day) => settlesAtMs(day, settleAfterHours));
    const rested = open.map((day) => resting.get(day) ?? nowMs);
    const next = Math.min(...[...settles, ...rested].filter((atMs) => atMs > nowMs));
    return Math.min(next - nowMs, LONGEST_SLEEP_MS);
  }

  const running = run().catch((error: unknown) => {
    if (!closing.signal.aborted) log.warn({ err: error }, 'the collector has stopped');
  });

  return {
    request(days) {
      for (const day of days) if (isAnswerable(day)) requested.add(day);
      woken.resolve();
      woken = deferred<void>();
    },
    async progress() {
      if (current === undefined) return null;
      const { open, done } = await work();
      const { lastDay } = await usage.archive.summary();
      const listed = lastDay === null ? 0 : (await usage.archive.listedAppIds(lastDay)).length;
      const callsPerDay = Math.max(1, Math.ceil(listed / MAX_PAGE_SIZE));
      return {
        day: current,
        daysDone: everything ? done : 0,
        daysTotal: everything ? open.length + done : open.length,
        expectedMs: Math.round((open.length * callsPerDay * 1000) / usage.slots().perSecond),
      };
    },
    async close() {
      closing.abort(new Error('the gateway is shutting down'));
      woken.resolve();
      await running;
    },
  };
}

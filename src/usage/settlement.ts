/** For how long a fact is true. Pure. */
import type { Asked, Belief } from '../archive/fact.ts';
import { dayNumber, type StatisticsDay, settlesAtMs, upstreamDays } from '../jodoo/statistics-day.ts';

export interface Settlement {
  /** Hours after a day's end in UTC+8 from which its numbers are final. */
  readonly settleAfterHours: number;
  /** How long a fact that may still change is believed. */
  readonly provisionalTtlMs: number;
}

const DAY_MS = 86_400_000;

/** What may be said of an answer that was asked for at an instant. */
export function askedAt(day: StatisticsDay, atMs: number, { settleAfterHours }: Settlement): Asked {
  return { atMs, settled: atMs >= settlesAtMs(day, settleAfterHours) };
}

/**
 * Provisional facts are believed for a while, and for good once nobody can be asked any more. After a day has settled,
 * what was asked for before is not believed.
 */
export function beliefAt(nowMs: number, { settleAfterHours, provisionalTtlMs }: Settlement): Belief {
  const { from } = upstreamDays(nowMs);
  return {
    nowMs,
    sinceMs: nowMs - provisionalTtlMs,
    fromDay: from,
    settleOffsetMs: settlesAtMs(from, settleAfterHours) - dayNumber(from) * DAY_MS,
  };
}

/**
 * The belief of somebody who takes old numbers rather than none: provisional facts that expired up to `staleMs` ago, too,
 * and those that were asked for before their day settled.
 */
export function staleBelief(fresh: Belief, staleMs: number): Belief {
  // With this offset no day has settled yet.
  return { ...fresh, sinceMs: fresh.sinceMs - staleMs, settleOffsetMs: fresh.nowMs };
}

/** For how long a fact is true. Pure. */
import type { Asked, Belief } from '../archive/fact.ts';
import { type StatisticsDay, settlesAtMs, upstreamDays } from '../jodoo/statistics-day.ts';

export interface Settlement {
  /** Hours after a day's end in UTC+8 from which its numbers are final. */
  readonly settleAfterHours: number;
  /** How long a fact that may still change is believed. */
  readonly provisionalTtlMs: number;
}

/** What may be said of an answer that was asked for at an instant. */
export function askedAt(day: StatisticsDay, atMs: number, { settleAfterHours }: Settlement): Asked {
  return { atMs, settled: atMs >= settlesAtMs(day, settleAfterHours) };
}

/** Provisional facts are believed for a while, and for good once nobody can be asked any more. */
export function beliefAt(nowMs: number, { provisionalTtlMs }: Settlement): Belief {
  return { sinceMs: nowMs - provisionalTtlMs, fromDay: upstreamDays(nowMs).from };
}

/** The same for one day: once it has settled, what was said before is not believed any more. */
export function beliefInDay(day: StatisticsDay, nowMs: number, settlement: Settlement): Belief {
  const belief = beliefAt(nowMs, settlement);
  const settlesMs = settlesAtMs(day, settlement.settleAfterHours);
  return settlesMs <= nowMs ? { ...belief, sinceMs: Math.max(belief.sinceMs, settlesMs) } : belief;
}

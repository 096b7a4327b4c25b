import type { ListDays } from '../archive/archive.ts';
import { eachDay, type StatisticsDay, settlesAtMs, upstreamDays } from '../jodoo/statistics-day.ts';
import { createDayRequests } from './day-requests.ts';

export interface DayQueueOptions {
  readonly days: Pick<ListDays, 'completeDays'>;
  /** True: every settled day that the upstream has. False: only requested ones. */
  readonly everything: boolean;
  readonly settleAfterHours: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Why a day is left alone: another process is at it, or it is given up until then. */
export type RestReason = 'taken' | 'given up';

export interface DayWork {
  /** Days to collect now: requested ones first, a day of each caller in turn; then newest first. */
  readonly due: readonly StatisticsDay[];
  /** Days of the same work that are complete. */
  readonly done: readonly StatisticsDay[];
  /** Open days that are given up for now. */
  readonly givenUp: readonly StatisticsDay[];
  /** When days that are left alone become due, epoch milliseconds. */
  readonly wakesAtMs: readonly number[];
}

/** Which days of a list are to be collected. What is missing is asked of the archive each time. */
export interface DayQueue {
  /**
   * Queues the newest of these days for a caller, with at most `maxDays` requested ones open (`day-requests.ts` says whose).
   * True when one is new.
   */
  request(caller: string, days: readonly StatisticsDay[], maxDays: number): boolean;
  /** Says that a due day is being collected. */
  taken(day: StatisticsDay): void;
  /** Leaves a day alone for a while. */
  rest(day: StatisticsDay, forMs: number, reason: RestReason): void;
  work(): Promise<DayWork>;
}

export function createDayQueue({ days, everything, settleAfterHours, now }: DayQueueOptions): DayQueue {
  /** Requested since there was last nothing to do, complete or not. */
  const requested = new Set<StatisticsDay>();
  const rests = new Map<StatisticsDay, { readonly untilMs: number; readonly reason: RestReason }>();

  /** Requested days that were still open when they were last looked at. */
  const openRequests = createDayRequests();

  function isWanted(day: StatisticsDay): boolean {
    return everything || requested.has(day);
  }

  return {
    request(caller, wanted, maxDays) {
      const { from, to } = upstreamDays(now());
      const newestFirst = wanted
        .filter((day) => day >= from && day <= to)
        .sort()
        .reverse();
      const { added, dropped } = openRequests.add(caller, newestFirst, maxDays);
      for (const day of dropped) requested.delete(day);
      for (const day of added) requested.add(day);
      return added.length > 0;
    },
    taken: openRequests.taken,
    rest(day, forMs, reason) {
      rests.set(day, { untilMs: now() + forMs, reason });
    },
    async work() {
      const nowMs = now();
      const range = upstreamDays(nowMs);
      const complete = new Set(await days.completeDays(range));
      const settled = eachDay(range).filter((day) => settlesAtMs(day, settleAfterHours) <= nowMs);
      const open = settled.filter((day) => isWanted(day) && !complete.has(day));
      const isResting = (day: StatisticsDay) => (rests.get(day)?.untilMs ?? 0) > nowMs;
      openRequests.keepOnly((day) => open.includes(day));
      const newestFirst = open.filter((day) => !isResting(day)).reverse();
      const isDue = new Set(newestFirst);
      const inTurn = openRequests.inTurn().filter((day) => isDue.has(day));
      const due = [...new Set([...inTurn, ...newestFirst])];
      const done = settled.filter((day) => isWanted(day) && complete.has(day));
      const resting = open.filter(isResting);
      const wakesAtMs = resting.map((day) => rests.get(day)?.untilMs ?? nowMs);
      const givenUp = resting.filter((day) => rests.get(day)?.reason === 'given up');
      if (open.length === 0) requested.clear();
      return { due, done, givenUp, wakesAtMs };
    },
  };
}

/** The week: how much is worked on a day, how much since ever, and when things happen that happen now and then. */
import { numberNoise } from '../random.ts';

/** How much is worked from Sunday to Saturday, a weekday being about 1. */
const WORKLOADS = [0.15, 0.95, 1.05, 1.05, 1, 0.9, 0.25] as const;
/** Of a week's days until each weekday's end. */
const WORKLOADS_UNTIL = WORKLOADS.map((_, weekday) =>
  WORKLOADS.slice(0, weekday + 1).reduce((sum, workload) => sum + workload, 0),
);
const WEEK_WORKLOAD = WORKLOADS_UNTIL.at(-1) ?? 0;
/** 1970-01-01, day number 0, was a Thursday. */
const DAY_0_WEEKDAY = 4;

/** 0 is Sunday. */
export function weekday(day: number): number {
  return (((day + DAY_0_WEEKDAY) % 7) + 7) % 7;
}

export function workloadOn(day: number): number {
  return WORKLOADS[weekday(day)] ?? 1;
}

/** The workload of all days until a day's end, from a fixed one on: the difference of two days counts. */
export function workloadUntil(day: number): number {
  const weeks = Math.floor((day + DAY_0_WEEKDAY) / 7);
  return weeks * WEEK_WORKLOAD + (WORKLOADS_UNTIL[weekday(day)] ?? 0);
}

/**
 * The last day until `day` on which something happened that happens once in each `everyDays` days, at weekends seldom.
 * `key` tells such things apart.
 */
export function lastHappened(day: number, everyDays: number, key: number): number {
  const block = Math.floor(day / everyDays);
  let last = Number.NEGATIVE_INFINITY;
  // What happens in a block may be moved to the Friday before, and thus in front of this day.
  const behind = Math.floor((day + 2) / everyDays);
  for (let candidate = behind; candidate >= block - 2; candidate -= 1) {
    const happened = offWeekend(
      candidate * everyDays + Math.floor(numberNoise(key, candidate) * everyDays),
      key,
    );
    if (happened <= day && happened > last) last = happened;
  }
  return last;
}

function offWeekend(day: number, key: number): number {
  const place = weekday(day);
  const isWeekend = place === 0 || place === 6;
  if (!isWeekend || numberNoise(key, day) < 0.2) return day;
  return place === 6 ? day - 1 : day - 2;
}

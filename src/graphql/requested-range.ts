import { badUserInput } from '../errors.ts';
import { type DayRange, daysInRange, upstreamDays } from '../jodoo/statistics-day.ts';
import { dateOutOfRange } from '../usage/date-out-of-range.ts';

/** Ten years. */
export const MAX_RANGE_DAYS = 3_660;

/** A range of days as asked for, or words on what is wrong with it. */
export function requestedRange({ from, to }: DayRange, nowMs: number): DayRange {
  if (from > to) throw badUserInput(`'from' ${from} lies after 'to' ${to}: swap them.`);
  if (to > upstreamDays(nowMs).to) throw dateOutOfRange(to, nowMs);
  const days = daysInRange({ from, to });
  if (days > MAX_RANGE_DAYS) {
    throw badUserInput(
      `A range holds at most ${MAX_RANGE_DAYS} days; ${from} to ${to} are ${days}. Split it.`,
    );
  }
  return { from, to };
}

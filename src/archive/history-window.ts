/** Windows over the days of one id, the same for the archive and for days in memory. Pure. */
import { dayNumber } from '../jodoo/statistics-day.ts';
import type { History, HistoryWindow } from './archive.ts';

export interface DaysCut extends Pick<History, 'hasBefore' | 'hasAfter'> {
  /** Day numbers, ascending. */
  readonly days: readonly number[];
}

/** The days of a window, of those that have a row (day numbers, ascending). */
export function cutDays(present: readonly number[], { after, before, count, from }: HistoryWindow): DaysCut {
  const low = after === undefined ? Number.NEGATIVE_INFINITY : dayNumber(after);
  const high = before === undefined ? Number.POSITIVE_INFINITY : dayNumber(before);
  const stretch = present.filter((day) => day > low && day < high);
  const days =
    from === 'first' ? stretch.slice(0, count) : stretch.slice(Math.max(0, stretch.length - count));
  const [first, last] = [days[0], days.at(-1)];
  return {
    days,
    hasBefore: first === undefined ? after !== undefined : first !== present[0],
    hasAfter: last === undefined ? before !== undefined : last !== present.at(-1),
  };
}

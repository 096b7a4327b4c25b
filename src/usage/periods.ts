/** Calendar arithmetic over days in UTC+8. Pure. */
import { type DayRange, dayFromNumber, dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';

export type Interval = 'day' | 'week' | 'month';

/**
 * The days, weeks or months that a range consists of, ascending, each day in exactly one. Weeks begin on Monday. The
 * first and the last period are cut where the range begins and ends.
 */
export function periodsOf({ from, to }: DayRange, interval: Interval): DayRange[] {
  const periods: DayRange[] = [];
  const end = dayNumber(to);
  for (let start = dayNumber(from); start <= end; ) {
    const last = Math.min(lastDayNumber(start, interval), end);
    periods.push({ from: dayFromNumber(start), to: dayFromNumber(last) });
    start = last + 1;
  }
  return periods;
}

/** The last day of the week or month that a day lies in. */
function lastDayNumber(day: number, interval: Interval): number {
  switch (interval) {
    case 'day':
      return day;
    case 'week':
      return day + 6 - weekday(day);
    case 'month':
      return dayNumber(lastOfMonth(dayFromNumber(day)));
  }
}

/** 0 is Monday. Day 0, the first of January 1970, was a Thursday. */
function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function lastOfMonth(day: StatisticsDay): StatisticsDay {
  const [year = 0, month = 0] = day.split('-').map(Number);
  // Day 0 of the month behind.
  return dayFromNumber(Date.UTC(year, month, 0) / 86_400_000);
}

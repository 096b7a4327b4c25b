import { GatewayError } from '../errors.ts';
import { type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';

/** The explicit day of a `date` argument: T-1 when left out. Refuses days that cannot be answered. */
export function requestedDay(date: StatisticsDay | null | undefined, nowMs: number): StatisticsDay {
  const { from, to } = upstreamDays(nowMs);
  const day = date ?? to;
  if (day >= from && day <= to) return day;
  throw new GatewayError(
    'DATE_OUT_OF_RANGE',
    `${day} cannot be answered: ask for a day from ${from} to ${to}. Days are counted in UTC+8, and a day's numbers exist once it has ended there.`,
    { from, to },
  );
}

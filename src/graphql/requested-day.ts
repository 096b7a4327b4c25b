import { type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';
import { dateOutOfRange } from '../usage/date-out-of-range.ts';
import type { GatewayContext } from './context.ts';

/** The explicit day of a `date` argument: T-1 when left out. Refuses days that cannot be answered. */
export async function requestedDay(
  date: StatisticsDay | null | undefined,
  { nowMs, usage, operation }: Pick<GatewayContext, 'nowMs' | 'usage' | 'operation'>,
): Promise<StatisticsDay> {
  const { from, to } = upstreamDays(nowMs);
  const day = date ?? to;
  if (!date) operation.noteSettled(false);
  if (day > to || (day < from && !(await usage.archive.knowsDay(day)))) throw dateOutOfRange(day, nowMs);
  return day;
}

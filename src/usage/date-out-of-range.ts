import { GatewayError } from '../errors.ts';
import { type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';

/** A day that neither the upstream nor the archive answers. */
export function dateOutOfRange(day: StatisticsDay, nowMs: number): GatewayError {
  const { from, to } = upstreamDays(nowMs);
  return new GatewayError(
    'DATE_OUT_OF_RANGE',
    `${day} cannot be answered: ask for a day from ${from} to ${to}, or an older one that is archived. Days are counted in UTC+8, and a day's numbers exist once it has ended there.`,
    { from, to },
  );
}

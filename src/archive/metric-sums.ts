/** Sums over apps, as SQL makes them and as the gateway speaks of them. */
import { type RawBuilder, sql } from 'kysely';
import { METRICS, type MetricWireName, metricsFrom } from '../jodoo/metrics.ts';
import type { RowsSum } from './whole-day.ts';

export type SummedColumns = { apps: number | null } & Record<MetricWireName, number | null>;

/** Selects `apps` and the sums. A sum is null when the count of any app is unknown: less would be no sum. */
export function metricSumColumns() {
  return [
    sql<number>`count(*)`.as('apps'),
    ...METRICS.map(({ wire }) => {
      const count = sql.ref(`app_day.${wire}`);
      const sum: RawBuilder<number | null> =
        sql`case when count(*) = count(${count}) then coalesce(sum(${count}), 0) end`;
      return sum.as(wire);
    }),
  ];
}

/** No sums: the day is not complete. */
export function noSums(): SummedColumns {
  return { apps: null, ...allNull() };
}

export function rowsSum(columns: SummedColumns): RowsSum {
  return { apps: columns.apps ?? 0, metrics: metricsFrom((wire) => columns[wire]) };
}

function allNull(): Record<MetricWireName, null> {
  // Object.fromEntries forgets which keys it was given; METRICS holds each of them once.
  return Object.fromEntries(METRICS.map(({ wire }) => [wire, null])) as Record<MetricWireName, null>;
}

/** Sums over rows, as SQL makes them and as the gateway speaks of them. */
import { type RawBuilder, sql } from 'kysely';
import { METRICS, metricsFrom } from '../jodoo/metrics.ts';
import type { Connection } from './connection.ts';
import { metricColumns } from './row-columns.ts';
import type { RowsSum } from './row-query.ts';
import type { MetricColumns } from './tables.ts';

export type SummedColumns = { summed_rows: number | null } & MetricColumns;

/** Of a day's record, where they are kept. */
export const SUMMED_COLUMNS = ['summed_rows', ...METRICS.map(({ wire }) => wire)] as const;

/**
 * Selects `summed_rows` and the sums. A sum is null when the count of any row is unknown, for less would be no sum, and
 * when it exceeds 2^53-1, which no count does.
 */
export function metricSumColumns({ dialect }: Connection) {
  return [
    sql<number>`count(*)`.as('summed_rows'),
    ...METRICS.map(({ wire }) => {
      const count = sql.ref(`usage_row.${wire}`);
      // SQLite's own sum fails where the sum exceeds 64 bits.
      const total = dialect === 'sqlite' ? sql`total(${count})` : sql`coalesce(sum(${count}), 0)`;
      const sum: RawBuilder<number | null> = sql`case when count(*) = count(${count})
        and ${total} <= ${sql.lit(Number.MAX_SAFE_INTEGER)} then cast(${total} as bigint) end`;
      return sum.as(wire);
    }),
  ];
}

/** The day's list is not complete. */
export function noSums(): SummedColumns {
  return { summed_rows: null, ...metricColumns(() => null) };
}

export function rowsSum(columns: SummedColumns, settled: boolean): RowsSum {
  return { rows: columns.summed_rows ?? 0, metrics: metricsFrom((wire) => columns[wire]), settled };
}

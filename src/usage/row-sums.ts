import type { RowsSum } from '../archive/row-query.ts';
import { type Metric, metricsOf } from '../jodoo/metrics.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

/** Sums over settled rows: null where a count is unknown or the sum exceeds 2^53-1, as `archive/metric-sums.ts`. Pure. */
export function summedRows(rows: readonly UsageRow[]): RowsSum {
  return {
    rows: rows.length,
    metrics: metricsOf(({ metric }) => sumOf(rows, metric)),
    settled: true,
  };
}

function sumOf(rows: readonly UsageRow[], metric: Metric): number | null {
  let sum = 0;
  for (const { metrics } of rows) {
    const count = metrics?.[metric] ?? null;
    if (count === null) return null;
    sum += count;
  }
  return sum <= Number.MAX_SAFE_INTEGER ? sum : null;
}

/** By how much counts differ. Pure. */
import { type Metric, type Metrics, metricsFrom, metricsOf } from './metrics.ts';

/** Differences with a sign; null where either count is unknown. */
export type MetricChanges = Readonly<Record<Metric, number | null>>;

/** The counts of what is not there. */
export const NO_COUNTS: Metrics = metricsFrom(() => 0);

/** `after` minus `before`, count by count. */
export function metricChanges(before: Metrics | null, after: Metrics | null): MetricChanges {
  return metricsOf(({ metric }) => difference(before?.[metric] ?? null, after?.[metric] ?? null));
}

/** The change in per cent of `before`; null where either count is unknown, or `before` is 0. */
export function percentChange(before: number | null, after: number | null): number | null {
  const change = difference(before, after);
  // The same steps as the archive's SQL takes, for the same rounding.
  return change === null || before === null || before === 0 ? null : (100 * change) / before;
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

/** One id over periods: what its days together say. Pure. */
import { type MetricChanges, metricChanges } from '../jodoo/metric-changes.ts';
import { type Metric, type Metrics, metricsOf } from '../jodoo/metrics.ts';
import { type DayRange, eachDay, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

export interface UsagePeriod extends DayRange {
  /**
   * Levels of the last day, and flows summed over the days on which the id was there. A flow is null where a day is
   * missing, all of it where the last day is; null as well where the id was there on none of the days.
   */
  readonly metrics: Metrics | null;
  /** Those of the period before; null for the first one. */
  readonly before: Metrics | null;
  /** The days of the period that it needs and that are not known, ascending. */
  readonly missingDays: readonly StatisticsDay[];
}

export interface UsageSeries {
  readonly periods: readonly UsagePeriod[];
  /** Of all periods. */
  readonly missingDays: readonly StatisticsDay[];
}

/** What is known of the id. On the other days it was not there. */
export interface KnownDays {
  readonly rows: readonly UsageRow[];
  readonly unknownDays: readonly StatisticsDay[];
}

/** The days of a period that its metrics are made of: levels need the last one only. */
export function neededDays(period: DayRange, withFlows: boolean): StatisticsDay[] {
  return withFlows ? eachDay(period) : [period.to];
}

/** `withFlows` false: flows are not wanted, or the upstream counts none, and they are null. */
export function usageSeries(periods: readonly DayRange[], known: KnownDays, withFlows: boolean): UsageSeries {
  const rows = new Map(known.rows.map((row) => [row.date, row]));
  const unknown = new Set(known.unknownDays);
  let before: Metrics | null = null;
  const all = periods.map((period) => {
    const days = neededDays(period, withFlows);
    const metrics = unknown.has(period.to) ? null : periodMetrics(days, rows, unknown, withFlows);
    const missingDays = unknown.size === 0 ? [] : days.filter((day) => unknown.has(day));
    const { from, to } = period;
    const made: UsagePeriod = { from, to, metrics, before, missingDays };
    before = metrics;
    return made;
  });
  return { periods: all, missingDays: all.flatMap(({ missingDays }) => missingDays) };
}

/** Against the period before, count by count; null for the first period, and where either has no metrics. */
export function periodChange({
  before,
  metrics,
}: Pick<UsagePeriod, 'before' | 'metrics'>): MetricChanges | null {
  return before === null || metrics === null ? null : metricChanges(before, metrics);
}

/** `days`: those that the period's metrics are made of, its last one at the end. */
function periodMetrics(
  days: readonly StatisticsDay[],
  rows: ReadonlyMap<StatisticsDay, UsageRow>,
  unknown: ReadonlySet<StatisticsDay>,
  withFlows: boolean,
): Metrics | null {
  const present = days.flatMap((day) => rows.get(day) ?? []);
  if (present.length === 0) return null;
  const end = days.at(-1);
  const last = (end && rows.get(end)?.metrics) ?? null;
  // A day's flows are their own sum.
  if (withFlows && days.length === 1 && last !== null) return last;
  const areAllKnown = withFlows && !days.some((day) => unknown.has(day));
  return metricsOf(({ metric, measure }) => {
    if (measure === 'level') return last?.[metric] ?? null;
    return areAllKnown ? sumOf(present, metric) : null;
  });
}

/** null where a count is unknown, or the sum is no count. */
function sumOf(rows: readonly UsageRow[], metric: Metric): number | null {
  let sum = 0;
  for (const { metrics } of rows) {
    const count = metrics?.[metric] ?? null;
    if (count === null) return null;
    sum += count;
  }
  return Number.isSafeInteger(sum) ? sum : null;
}

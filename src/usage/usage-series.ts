/** One id over periods: what its days together say. Pure. */
import { type MetricChanges, metricChanges } from '../jodoo/metric-changes.ts';
import { METRICS, type Metric, type Metrics, metricsFrom } from '../jodoo/metrics.ts';
import { type DayRange, eachDay, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

export interface UsagePeriod extends DayRange {
  /**
   * Levels of the last day, and flows summed over the days on which the id was there. A flow is null where a day is
   * missing, all of it where the last day is; null as well where the id was there on none of the days.
   */
  readonly metrics: Metrics | null;
  /** Against the period before, count by count; null for the first period, and where either has no metrics. */
  readonly change: MetricChanges | null;
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
  const made = periods.map((period): UsagePeriod => {
    const metrics = periodMetrics(period, rows, unknown, withFlows);
    const change = before === null || metrics === null ? null : metricChanges(before, metrics);
    before = metrics;
    const missingDays = neededDays(period, withFlows).filter((day) => unknown.has(day));
    return { ...period, metrics, change, missingDays };
  });
  return { periods: made, missingDays: made.flatMap(({ missingDays }) => missingDays) };
}

function periodMetrics(
  period: DayRange,
  rows: ReadonlyMap<StatisticsDay, UsageRow>,
  unknown: ReadonlySet<StatisticsDay>,
  withFlows: boolean,
): Metrics | null {
  const days = neededDays(period, withFlows);
  if (unknown.has(period.to) || !days.some((day) => rows.has(day))) return null;
  const last = rows.get(period.to)?.metrics ?? null;
  const areAllKnown = withFlows && !days.some((day) => unknown.has(day));
  return metricsFrom((wire) => {
    const one = METRICS.find((other) => other.wire === wire);
    if (one === undefined) return null;
    if (one.measure === 'level') return last?.[one.metric] ?? null;
    return areAllKnown
      ? sumOf(
          days.flatMap((day) => rows.get(day) ?? []),
          one.metric,
        )
      : null;
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

import type { Interval } from '../documents.ts';
import { addDays } from '../format/days.ts';
import { type MetricWords, metricNamed } from '../format/metric-table.ts';
import { usePage } from './page-context.ts';
import { choiceOf } from './route.ts';

export interface ChartChoices {
  readonly metric: MetricWords;
  readonly interval: Interval;
  readonly days: '30' | '90' | '180';
  readonly from: string;
  readonly to: string;
}

/** What the charts of a view show, from its address. */
export function useChartChoices(
  latestDate: string,
  earliestDate: string,
  without: readonly MetricWords['key'][] = [],
): ChartChoices {
  const { params } = usePage().route;
  const days = choiceOf(params.days, ['90', '30', '180']);
  const named = metricNamed(params.metric);
  const from = addDays(latestDate, 1 - Number(days));
  return {
    // What one view counts another may not: records are counted everywhere.
    metric: without.includes(named.key) ? metricNamed('DATA') : named,
    interval: choiceOf(params.interval, ['DAY', 'WEEK', 'MONTH']),
    days,
    from: from < earliestDate ? earliestDate : from,
    to: latestDate,
  };
}

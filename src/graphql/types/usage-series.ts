/** UsageSeries, and how the fields that answer one read it: apps, members and the organization alike. */
import type { GraphQLResolveInfo } from 'graphql';
import type { ListKind } from '../../jodoo/lists.ts';
import { METRICS } from '../../jodoo/metrics.ts';
import type { DayRange } from '../../jodoo/statistics-day.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import type { Interval as IntervalName } from '../../usage/periods.ts';
import type { UsageSeries as UsageSeriesShape } from '../../usage/usage-series.ts';
import { builder } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { selectedFields } from '../selected-fields.ts';
import { Interval } from './interval.ts';
import { rangeArgs, waitArg } from './range-args.ts';
import { UsagePeriod } from './usage-period.ts';

export const UsageSeries = builder.objectRef<UsageSeriesShape>('UsageSeries').implement({
  description: 'Numbers over a range of days, period by period. It costs no upstream call without `wait`.',
  fields: (t) => ({
    periods: t.field({
      type: [UsagePeriod],
      description: 'All periods of the range, ascending.',
      resolve: ({ periods }) => periods,
    }),
    missingDates: t.field({
      type: ['Date'],
      description:
        'Days that a period needs and that are not archived yet. Those that Jodoo still has are queued for collection: ask again later. A day is needed for what is selected: levels need the last day of a period, flows all of its days.',
      resolve: ({ missingDays }) => missingDays,
    }),
  }),
});

export function seriesArgs(cost: string) {
  return {
    ...rangeArgs(),
    ...builder.args((t) => ({
      interval: t.field({
        type: Interval,
        required: true,
        defaultValue: 'day',
        description: 'How long a period is.',
      }),
    })),
    ...waitArg(cost),
  };
}

interface SeriesArguments extends DayRange {
  readonly interval: IntervalName;
  readonly wait: boolean;
}

/** It hands the days that it lacks to the collector. */
export function answerSeries(
  kind: ListKind,
  id: string,
  { from, to, interval, wait }: SeriesArguments,
  { operation, collector }: GatewayContext,
  info: GraphQLResolveInfo,
): MaybePromise<UsageSeriesShape> {
  const range = operation.requestedRange({ from, to });
  const question = { range, interval, flows: selectsFlows(info), wait };
  return whenReady(operation.list(kind).series(id, question), (series) => {
    if (series.missingDays.length > 0) collector.request(kind, series.missingDays);
    return series;
  });
}

/** A query without any count asks which days are missing for all of them. */
function selectsFlows(info: GraphQLResolveInfo): boolean {
  const periods = selectedFields(info.fieldNodes, 'periods', info);
  const counts = ['metrics', 'change'].flatMap((field) => selectedFields(periods, field, info));
  const flows = METRICS.filter(({ measure }) => measure === 'flow');
  return counts.length === 0 || flows.some(({ metric }) => selectedFields(counts, metric, info).length > 0);
}

import type { DaySum } from '../../archive/archive.ts';
import { whenReady } from '../../usage/maybe-promise.ts';
import type { DaySums } from '../../usage/operation.ts';
import { builder } from '../builder.ts';
import { LASTING } from '../lasting-fields.ts';
import { rangeArgs, waitArg } from './range-args.ts';
import { UsageMetrics } from './usage-metrics.ts';

const DayTotals = builder.objectRef<DaySum>('DayTotals').implement({
  description: 'All apps of the organization on one day.',
  fields: (t) => ({
    date: t.expose('day', { type: 'Date', description: 'The day that was counted.' }),
    apps: t.exposeInt('rows', { description: 'How many apps there were.' }),
    metrics: t.expose('metrics', {
      type: UsageMetrics,
      description: 'Sums over these apps; null where Jodoo did not say the count of each.',
    }),
  }),
});

const UsageTotals = builder.objectRef<DaySums>('UsageTotals').implement({
  description:
    'The organization over a range of days, from the archive, at once. It costs no upstream call without `wait`.',
  fields: (t) => ({
    days: t.field({
      type: [DayTotals],
      description: 'The days that are complete, ascending; with `wait` also those that have not settled.',
      resolve: ({ days }) => days,
    }),
    missingDates: t.field({
      type: ['Date'],
      description:
        'Days of the range that are not complete yet. Those that Jodoo still has are queued for collection: ask again later.',
      resolve: ({ missingDays }) => missingDays,
    }),
  }),
});

builder.queryField('usageTotals', (t) =>
  t.field({
    type: UsageTotals,
    nullable: true,
    extensions: LASTING,
    description: 'Sums over all apps, day by day.',
    args: { ...rangeArgs(), ...waitArg('a call for each 100 apps of a day') },
    resolve: (_root, { from, to, wait }, { operation, collector }) =>
      whenReady(operation.list('app').daySums(operation.requestedRange({ from, to }), wait), (sums) => {
        if (sums.missingDays.length > 0) collector.request('app', sums.missingDays);
        return sums;
      }),
  }),
);

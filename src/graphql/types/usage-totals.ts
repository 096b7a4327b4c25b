import type { DaySum } from '../../archive/archive.ts';
import { eachDay, type StatisticsDay } from '../../jodoo/statistics-day.ts';
import { builder } from '../builder.ts';
import { MAX_RANGE_DAYS, requestedRange } from '../requested-range.ts';
import { AppMetrics } from './app-metrics.ts';

const DayTotals = builder.objectRef<DaySum>('DayTotals').implement({
  description: 'All apps of the organization on one day.',
  fields: (t) => ({
    date: t.field({ type: 'Date', description: 'The day that was counted.', resolve: ({ day }) => day }),
    apps: t.exposeInt('apps', { description: 'How many apps there were.' }),
    metrics: t.expose('metrics', {
      type: AppMetrics,
      description: 'Sums over these apps; null where Jodoo did not say the count of each.',
    }),
  }),
});

interface UsageTotalsShape {
  readonly days: readonly DaySum[];
  readonly missingDates: readonly StatisticsDay[];
}

const UsageTotals = builder.objectRef<UsageTotalsShape>('UsageTotals').implement({
  description: 'The organization over a range of days, from the archive, at once. It costs no upstream call.',
  fields: (t) => ({
    days: t.field({
      type: [DayTotals],
      description: 'The days that are complete, ascending.',
      resolve: ({ days }) => [...days],
    }),
    missingDates: t.field({
      type: ['Date'],
      description:
        'Days of the range that are not complete yet. Those that Jodoo still has are queued for collection: ask again later.',
      resolve: ({ missingDates }) => [...missingDates],
    }),
  }),
});

builder.queryField('usageTotals', (t) =>
  t.field({
    type: UsageTotals,
    description: 'Sums over all apps, day by day.',
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      to: t.arg({
        type: 'Date',
        required: true,
        description: `The last day, included; at most ${MAX_RANGE_DAYS} days in all.`,
      }),
    },
    resolve: async (_root, args, { usage, operation, collector, nowMs }) => {
      const range = requestedRange(args, nowMs);
      const days = await usage.archive.daySums(range);
      const complete = new Set(days.map(({ day }) => day));
      const missingDates = eachDay(range).filter((day) => !complete.has(day));
      operation.noteSettled(missingDates.length === 0);
      collector.request(missingDates);
      return { days, missingDates };
    },
  }),
);

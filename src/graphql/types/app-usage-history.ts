import { type AppUsageHistoryShape, appUsageHistory } from '../app-usage-history.ts';
import { builder } from '../builder.ts';
import { DEFAULT_FIRST, MAX_FIRST } from '../page-arguments.ts';
import { MAX_RANGE_DAYS } from '../requested-range.ts';
import { App } from './app-ref.ts';
import { AppUsage } from './app-usage.ts';
import { AppUsageEdge } from './app-usage-edge.ts';

const AppUsageHistory = builder.objectRef<AppUsageHistoryShape>('AppUsageHistory').implement({
  description:
    'One app over a range of days, ascending. It answers what is archived, at once, and costs no upstream call.',
  fields: (t) => ({
    edges: t.field({
      type: [AppUsageEdge],
      nullable: { list: false, items: true },
      description: 'The days of this page on which the app was there.',
      resolve: ({ edges }) => edges,
    }),
    nodes: t.field({
      type: [AppUsage],
      nullable: { list: false, items: true },
      description: 'The same days without cursors.',
      resolve: ({ edges }) => edges.map(({ node }) => node),
    }),
    pageInfo: t.expose('pageInfo', {
      type: builder.pageInfoRef(),
      description: 'Where this page stands, and the cursors to go on with.',
    }),
    missingDates: t.field({
      type: ['Date'],
      description:
        'Days of the whole range that are not archived yet. Those that Jodoo still has are queued for collection: ask again later.',
      resolve: ({ missingDates }) => [...missingDates],
    }),
  }),
});

builder.objectField(App, 'usageHistory', (t) =>
  t.field({
    type: AppUsageHistory,
    description: 'Its numbers over a range of days, from the archive.',
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      to: t.arg({
        type: 'Date',
        required: true,
        description: `The last day, included; at most ${MAX_RANGE_DAYS} days in all.`,
      }),
      first: t.arg.int({
        description: `Page forwards: how many days, 1 to ${MAX_FIRST}. Default ${DEFAULT_FIRST}.`,
      }),
      after: t.arg.string({ description: 'Start behind this cursor.' }),
      last: t.arg.int({ description: `Page backwards: how many days from the end, 1 to ${MAX_FIRST}.` }),
      before: t.arg.string({ description: 'End in front of this cursor.' }),
    },
    resolve: ({ appId }, args, context) => appUsageHistory(appId, args, context),
  }),
);

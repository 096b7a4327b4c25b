import { type AppUsageShape, appUsage } from '../app-usage-page.ts';
import { builder } from '../builder.ts';
import { DEFAULT_FIRST, MAX_FIRST } from '../page-arguments.ts';
import { selects } from '../selects.ts';
import { MAX_APP_IDS } from './app-ids.ts';
import { AppMetrics } from './app-metrics.ts';
import { AppUsage } from './app-usage.ts';
import { AppUsageEdge } from './app-usage-edge.ts';
import { AppUsageFilterInput, filterOf } from './app-usage-filter.ts';
import { AppUsageOrderInput } from './app-usage-order.ts';

const AppUsageConnection = builder.objectRef<AppUsageShape>('AppUsageConnection').implement({
  description: 'A page of apps on one day.',
  fields: (t) => ({
    date: t.expose('date', { type: 'Date', description: 'The day that was answered, in UTC+8.' }),
    edges: t.field({
      type: [AppUsageEdge],
      nullable: { list: false, items: true },
      description:
        'The apps of this page. An edge is null when its upstream call failed; the error is at its path.',
      resolve: ({ edges }) => edges.map(orRejection),
    }),
    nodes: t.field({
      type: [AppUsage],
      nullable: { list: false, items: true },
      description: 'The same apps without cursors; null where the upstream call failed.',
      resolve: ({ edges }) => edges.map((edge) => orRejection(edge instanceof Error ? edge : edge.node)),
    }),
    pageInfo: t.expose('pageInfo', {
      type: builder.pageInfoRef(),
      description: 'Where this page stands, and the cursors to go on with.',
    }),
    missingAppIds: t.exposeIDList('missingAppIds', {
      description:
        'Asked ids of this page that Jodoo does not know on that day (of all asked ids, where there is a filter or an order). Empty when no ids were asked.',
    }),
    totalCount: t.int({
      nullable: true,
      description:
        'How many apps the filter lets through. null where that is not known without further upstream calls: it is with `filter`, `orderBy` or `totals`, and for days that are complete.',
      resolve: async ({ knownSum }) => (await knownSum())?.apps ?? null,
    }),
    totals: t.field({
      type: AppMetrics,
      nullable: true,
      description:
        'Sums over everything that the filter lets through, whatever the page. Completes the day: a call for each 100 apps, once. A sum is null where Jodoo did not say the count of each app.',
      resolve: async ({ sum }) => (await sum()).metrics,
    }),
  }),
});

builder.queryField('appUsage', (t) =>
  t.field({
    type: AppUsageConnection,
    description:
      "Usage of apps on one day: of the asked ids in the asked order, or of all apps in Jodoo's own order.",
    args: {
      date: t.arg({
        type: 'Date',
        description:
          "Which day. Left out: the cursor's day, else the latest, yesterday in UTC+8. See `gateway` for the range.",
      }),
      appIds: t.arg.idList({
        description: `Jodoo app ids, at most ${MAX_APP_IDS}, repeated ones count once. Absent or empty: all apps.`,
      }),
      first: t.arg.int({
        description: `Page forwards: how many apps, 1 to ${MAX_FIRST}. Default ${DEFAULT_FIRST}.`,
      }),
      after: t.arg.string({ description: 'Start behind this cursor.' }),
      last: t.arg.int({
        description: `Page backwards: how many apps before \`before\`, or from the end, 1 to ${MAX_FIRST}.`,
      }),
      before: t.arg.string({ description: 'End in front of this cursor.' }),
      filter: t.arg({
        type: AppUsageFilterInput,
        description: 'Only apps that fulfil it. Completes the day: a call for each 100 apps, once.',
      }),
      orderBy: t.arg({
        type: AppUsageOrderInput,
        description: "Another order than Jodoo's own. Completes the day likewise.",
      }),
    },
    resolve: (_root, { filter, orderBy, ...args }, context, info) =>
      appUsage(
        { ...args, filter: filterOf(filter), orderBy: orderBy ?? undefined },
        selects(info, 'totals'),
        context,
      ),
  }),
);

/** A list item that is a rejection becomes null with an error at its own path; the others arrive. */
function orRejection<T>(item: T | Error): T | Promise<T> {
  return item instanceof Error ? Promise.reject(item) : item;
}

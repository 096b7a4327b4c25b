import { type AppUsageEdgeShape, type AppUsagePage, appUsagePage } from '../app-usage-page.ts';
import { builder } from '../builder.ts';
import { DEFAULT_FIRST, MAX_FIRST } from '../page-arguments.ts';
import { MAX_APP_IDS } from './app-ids.ts';
import { AppUsage } from './app-usage.ts';

const AppUsageEdge = builder.objectRef<AppUsageEdgeShape>('AppUsageEdge').implement({
  description: 'One app of a page, with its place.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Opaque place of this edge, for `after` and `before`. It carries the day, and stays good.',
    }),
    node: t.expose('node', { type: AppUsage, description: "The app's usage on the connection's day." }),
  }),
});

const AppUsageConnection = builder.objectRef<AppUsagePage>('AppUsageConnection').implement({
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
        'Asked ids of this page that Jodoo does not know on that day. Empty when no ids were asked.',
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
        description: `Page backwards: how many apps before \`before\`, 1 to ${MAX_FIRST}. Without appIds it needs \`before\`: Jodoo's list has no known end.`,
      }),
      before: t.arg.string({ description: 'End in front of this cursor.' }),
    },
    resolve: (_root, args, context) => appUsagePage(args, context),
  }),
);

/** A list item that is a rejection becomes null with an error at its own path; the others arrive. */
function orRejection<T>(item: T | Error): T | Promise<T> {
  return item instanceof Error ? Promise.reject(item) : item;
}

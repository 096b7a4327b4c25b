/** AppUsageConnection and MemberUsageConnection. */
import { whenReady } from '../../usage/maybe-promise.ts';
import { builder } from '../builder.ts';
import { edgesOf, nodesOf } from '../paging/arriving-page.ts';
import { totalCount, type UsagePage } from '../paging/usage-page.ts';
import { ITEMS_NULL_BY_ERROR } from '../semantic-non-null.ts';
import { forEachList } from '../usage-lists.ts';
import { usageTypes } from './object-refs.ts';
import { PageInfo } from './page-info.ts';
import { usageEdgeTypes } from './usage-edge.ts';
import { UsageMetrics } from './usage-metrics.ts';

export const usageConnectionTypes = forEachList(({ kind, noun, usageType, missingIdsField }) =>
  builder.objectRef<UsagePage>(`${usageType}Connection`).implement({
    description: `A page of ${noun.many} on one day.`,
    fields: (t) => ({
      date: t.field({
        type: 'Date',
        description: 'The day that was answered, in UTC+8.',
        resolve: ({ question }) => question.day,
      }),
      settled: t.exposeBoolean('settled', {
        description:
          'True: the rows of this page never change again. False before the day has settled, and on a page for which nothing was read.',
      }),
      edges: t.field({
        type: [usageEdgeTypes[kind]],
        nullable: { list: false, items: true },
        directives: ITEMS_NULL_BY_ERROR,
        description: `The ${noun.many} of this page. An edge is null when its upstream call failed; the error is at its path.`,
        resolve: (page, _args, _context, info) => edgesOf(page, info),
      }),
      nodes: t.field({
        type: [usageTypes[kind]],
        nullable: { list: false, items: true },
        directives: ITEMS_NULL_BY_ERROR,
        description: `The same ${noun.many} without cursors; null where the upstream call failed.`,
        resolve: (page, _args, _context, info) => nodesOf(page, info),
      }),
      pageInfo: t.expose('pageInfo', {
        type: PageInfo,
        description: 'Where this page stands, and the cursors to go on with.',
      }),
      [missingIdsField]: t.exposeIDList('missingIds', {
        description:
          'Asked ids of this page that Jodoo does not know on that day (of all asked ids, where there is a filter or an order). Empty when no ids were asked. An id whose look-up failed is not among them: it is a null edge and node.',
      }),
      totalCount: t.int({
        nullable: true,
        description: `How many ${noun.many} the filter lets through. null where that is not known without further upstream calls: it is with \`filter\` (even an empty one), \`orderBy\` or \`totals\`, and for days that are complete.`,
        resolve: (page, _args, { operation }) => totalCount(page, operation),
      }),
      totals: t.field({
        type: UsageMetrics,
        nullable: true,
        description: `Sums over everything that the filter lets through, whatever the page. Completes the day: a call for each 100 ${noun.many}, once. A sum is null where Jodoo did not say the count of each.`,
        resolve: ({ sum }) => whenReady(sum(), ({ metrics }) => metrics),
      }),
    }),
  }),
);

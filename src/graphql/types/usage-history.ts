/** AppUsageHistory and MemberUsageHistory. */
import { builder } from '../builder.ts';
import { edgesOf, nodesOf } from '../paging/arriving-page.ts';
import type { UsageHistoryShape } from '../paging/usage-history.ts';
import { ITEMS_NULL_BY_ERROR } from '../semantic-non-null.ts';
import { forEachList } from '../usage-lists.ts';
import { usageTypes } from './object-refs.ts';
import { PageInfo } from './page-info.ts';
import { usageEdgeTypes } from './usage-edge.ts';

export const usageHistoryTypes = forEachList(({ kind, noun, usageType }) =>
  builder.objectRef<UsageHistoryShape>(`${usageType}History`).implement({
    description: `One ${noun.one} over a range of days, ascending. It answers what is archived, at once, and costs no upstream call without \`wait\`.`,
    fields: (t) => ({
      edges: t.field({
        type: [usageEdgeTypes[kind]],
        nullable: { list: false, items: true },
        directives: ITEMS_NULL_BY_ERROR,
        description: `The days of this page on which the ${noun.one} was there.`,
        resolve: (page, _args, _context, info) => edgesOf(page, info),
      }),
      nodes: t.field({
        type: [usageTypes[kind]],
        nullable: { list: false, items: true },
        directives: ITEMS_NULL_BY_ERROR,
        description: 'The same days without cursors.',
        resolve: (page, _args, _context, info) => nodesOf(page, info),
      }),
      pageInfo: t.expose('pageInfo', {
        type: PageInfo,
        description: 'Where this page stands, and the cursors to go on with.',
      }),
      missingDates: t.field({
        type: ['Date'],
        description:
          'Days of the whole range that are not archived yet. Those that Jodoo still has are queued for collection: ask again later.',
        resolve: ({ missingDates }) => missingDates,
      }),
    }),
  }),
);

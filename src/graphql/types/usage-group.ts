/** UsageGroup, with its connection and its edges. */
import { builder } from '../builder.ts';
import { enumName } from '../enum-name.ts';
import { encodeCursor } from '../paging/cursor.ts';
import type { GroupShape, GroupsPage } from '../paging/groups-page.ts';
import type { PlaceEdge } from '../paging/place-page.ts';
import { shareOfOrganization } from '../share-of-organization.ts';
import { Metric } from './metric.ts';
import { entityTypes } from './object-refs.ts';
import { PageInfo } from './page-info.ts';
import { UsageMetrics } from './usage-metrics.ts';

const UNKNOWN = 'UNKNOWN';

const UsageGroup = builder.objectRef<GroupShape>('UsageGroup').implement({
  description: 'Apps of one day that have something in common.',
  fields: (t) => ({
    key: t.string({
      description: `What they have in common; see \`GroupBy\`. \`${UNKNOWN}\` where Jodoo does not say.`,
      resolve: ({ by, key }) => (by === 'lastVisitAge' && key !== null ? enumName(key) : (key ?? UNKNOWN)),
    }),
    creator: t.field({
      type: entityTypes.member,
      nullable: true,
      description: 'Who created them, in groups by creator; null in others, and where Jodoo does not say.',
      resolve: ({ by, key }) => (by === 'creator' && key !== null ? { id: key, name: '' } : null),
    }),
    apps: t.exposeInt('rows', { description: 'How many apps there are.' }),
    metrics: t.expose('metrics', {
      type: UsageMetrics,
      description: 'Sums over these apps; null where Jodoo did not say the count of each.',
    }),
    share: t.float({
      nullable: true,
      description:
        "The group's part of the organization's count on that day, from 0 to 1. null where one of them is unknown, or the organization has none. One call of the overview, for all groups.",
      args: { metric: t.arg({ type: Metric, required: true, description: 'Which count.' }) },
      resolve: (group, { metric }, { operation }) => shareOfOrganization(group, metric, operation),
    }),
  }),
});

const UsageGroupEdge = builder.objectRef<PlaceEdge<GroupShape>>('UsageGroupEdge').implement({
  description: 'One group, with its place in a page.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Opaque place of this edge, for `after` and `before`. It carries the day.',
      resolve: ({ place }) => encodeCursor(place),
    }),
    node: t.expose('node', { type: UsageGroup, description: 'The group.' }),
  }),
});

export const UsageGroupConnection = builder.objectRef<GroupsPage>('UsageGroupConnection').implement({
  description: 'A page of groups of the apps of one day.',
  fields: (t) => ({
    date: t.expose('date', { type: 'Date', description: 'The day that was answered, in UTC+8.' }),
    edges: t.field({
      type: [UsageGroupEdge],
      description: 'The groups of this page.',
      resolve: ({ edges }) => edges,
    }),
    nodes: t.field({
      type: [UsageGroup],
      description: 'The same groups without cursors.',
      resolve: ({ edges }) => edges.map(({ node }) => node),
    }),
    pageInfo: t.expose('pageInfo', {
      type: PageInfo,
      description: 'Where this page stands, and the cursors to go on with.',
    }),
    totalCount: t.exposeInt('totalCount', { description: 'How many groups there are, whatever the page.' }),
  }),
});

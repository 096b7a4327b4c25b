/** AppUsageChange, with its connection and its edges. */
import type { RowChange } from '../../archive/change-query.ts';
import { metricChanges, NO_COUNTS, percentChange } from '../../jodoo/metric-changes.ts';
import type { Metrics } from '../../jodoo/metrics.ts';
import type { UsageRow } from '../../jodoo/usage-row.ts';
import { builder } from '../builder.ts';
import type { ChangesPage } from '../paging/changes-page.ts';
import { encodeCursor } from '../paging/cursor.ts';
import type { PlaceEdge } from '../paging/place-page.ts';
import { ChangeKind } from './change-kind.ts';
import { Metric } from './metric.ts';
import { MetricChanges } from './metric-changes.ts';
import { entityTypes, usageTypes } from './object-refs.ts';
import { PageInfo } from './page-info.ts';

const AppUsageChange = builder.objectRef<RowChange>('AppUsageChange').implement({
  description: 'One app on two days.',
  fields: (t) => ({
    app: t.field({
      type: entityTypes.app,
      description: 'The app itself, whatever the day.',
      resolve: ({ id, before, after }) => ({ id, name: (after ?? before)?.name ?? '' }),
    }),
    kind: t.expose('kind', { type: ChangeKind, description: 'What has become of it.' }),
    before: t.expose('before', {
      type: usageTypes.app,
      nullable: true,
      description: 'The app on the earlier day; null where it was not there.',
    }),
    after: t.expose('after', {
      type: usageTypes.app,
      nullable: true,
      description: 'The app on the later day; null where it was not there.',
    }),
    changes: t.field({
      type: MetricChanges,
      description: 'By how much its counts have changed. An app that is not there counts 0 of everything.',
      resolve: ({ before, after }) => metricChanges(countsOf(before), countsOf(after)),
    }),
    percent: t.float({
      nullable: true,
      description:
        'The change of a count in per cent of the earlier one: 50 where 10 became 15. null where either is unknown, or the earlier one is 0.',
      args: { metric: t.arg({ type: Metric, required: true, description: 'Which count.' }) },
      resolve: ({ before, after }, { metric }) =>
        percentChange(countsOf(before)?.[metric] ?? null, countsOf(after)?.[metric] ?? null),
    }),
  }),
});

const AppUsageChangeEdge = builder.objectRef<PlaceEdge<RowChange>>('AppUsageChangeEdge').implement({
  description: 'One change, with its place in a page.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Opaque place of this edge, for `after` and `before`. It carries the days.',
      resolve: ({ place }) => encodeCursor(place),
    }),
    node: t.expose('node', { type: AppUsageChange, description: 'The change.' }),
  }),
});

export const AppUsageChangeConnection = builder.objectRef<ChangesPage>('AppUsageChangeConnection').implement({
  description: 'A page of what changed between two days.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'The earlier day.' }),
    to: t.expose('to', { type: 'Date', description: 'The later day.' }),
    edges: t.field({
      type: [AppUsageChangeEdge],
      description: 'The changes of this page.',
      resolve: ({ edges }) => edges,
    }),
    nodes: t.field({
      type: [AppUsageChange],
      description: 'The same changes without cursors.',
      resolve: ({ edges }) => edges.map(({ node }) => node),
    }),
    pageInfo: t.expose('pageInfo', {
      type: PageInfo,
      description: 'Where this page stands, and the cursors to go on with.',
    }),
    totalCount: t.exposeInt('totalCount', {
      description: 'How many apps `kinds` and `filter` let through, whatever the page.',
    }),
  }),
});

function countsOf(row: UsageRow | null): Metrics | null {
  return row === null ? NO_COUNTS : row.metrics;
}

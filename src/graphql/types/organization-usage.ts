import type { Fact } from '../../archive/fact.ts';
import { ORGANIZATION_ID } from '../../jodoo/usage-row.ts';
import { whenReady } from '../../usage/maybe-promise.ts';
import { builder } from '../builder.ts';
import { LASTING } from '../lasting-fields.ts';
import { UsageMetrics } from './usage-metrics.ts';

type RowFact = Extract<Fact, { kind: 'row' }>;

const OrganizationUsage = builder.objectRef<RowFact>('OrganizationUsage').implement({
  description: 'The whole organization on one day, as Jodoo itself counts it.',
  fields: (t) => ({
    date: t.field({
      type: 'Date',
      description: 'The day that was counted, in UTC+8.',
      resolve: ({ row }) => row.date,
    }),
    settled: t.exposeBoolean('settled', { description: 'True: these numbers never change again.' }),
    metrics: t.field({
      type: UsageMetrics,
      nullable: true,
      description: 'The numbers of that day. null: usage statistics were not collected.',
      resolve: ({ row }) => row.metrics,
    }),
  }),
});

builder.queryField('organizationUsage', (t) =>
  t.field({
    type: OrganizationUsage,
    nullable: true,
    extensions: LASTING,
    description:
      'Usage of the whole organization on one day. It costs one upstream call, where sums over apps cost a list.',
    args: {
      date: t.arg({
        type: 'Date',
        description: 'Which day. Left out: the latest, yesterday in UTC+8. See `gateway` for the range.',
      }),
    },
    resolve: (_root, { date }, { operation }) =>
      whenReady(operation.requestedDay('organization', date), (day) =>
        whenReady(operation.list('organization').row(day, ORGANIZATION_ID), (fact) =>
          fact.kind === 'row' ? fact : null,
        ),
      ),
  }),
);

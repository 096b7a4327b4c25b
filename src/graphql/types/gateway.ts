import { once } from '../../once.ts';
import type { Operation, OperationCost as OperationCostShape } from '../../usage/operation.ts';
import { builder } from '../builder.ts';
import { priceOfOperation } from '../dry-run.ts';
import { Archive, type ArchiveShape } from './archive.ts';
import { Lane } from './lane.ts';
import { OperationCost } from './operation-cost.ts';
import { Slots } from './slots.ts';

export interface GatewayShape {
  /** Of the instant that is answered: each event of a subscription has its own. */
  readonly operation: Operation;
  readonly archive: ArchiveShape;
  /** null where no price is asked for. */
  readonly cost: (() => Promise<OperationCostShape>) | null;
}

export const Gateway = builder.objectRef<GatewayShape>('Gateway').implement({
  description: 'The state of this gateway. Asking for it costs no upstream call.',
  fields: (t) => ({
    earliestDate: t.field({
      type: 'Date',
      description: 'The oldest day that can be answered, by Jodoo or from the archive.',
      resolve: async ({ operation, archive }) => {
        const { from } = operation.upstreamDays();
        const { firstDay } = await archive.summary();
        return firstDay !== null && firstDay < from ? firstDay : from;
      },
    }),
    latestDate: t.field({
      type: 'Date',
      description: 'The newest day that can be answered, and the default of `date`: yesterday in UTC+8.',
      resolve: ({ operation }) => operation.latestDay(),
    }),
    slots: t.field({
      type: Slots,
      description: 'How busy the way to Jodoo is, all lists together.',
      resolve: ({ operation }) => operation.gateway.slots(),
    }),
    lanes: t.field({
      type: [Lane],
      description: 'How busy the way to each list is: each has slots of its own.',
      resolve: ({ operation }) => [...operation.gateway.lanes()].map(([list, slots]) => ({ list, slots })),
    }),
    archive: t.field({
      type: Archive,
      description: 'What is known already.',
      resolve: ({ archive }) => archive,
    }),
    cost: t.field({
      type: OperationCost,
      nullable: true,
      description: 'What the rest of the operation would cost; null without `dryRun`.',
      resolve: ({ cost }) => cost?.() ?? null,
    }),
  }),
});

builder.queryField('gateway', (t) =>
  t.field({
    type: Gateway,
    description: 'Which days can be asked for, and how long answers take at the moment.',
    args: {
      dryRun: t.arg.boolean({
        required: true,
        defaultValue: false,
        description:
          'true: the other fields of the operation are priced, not asked for, and are null. See `cost`.',
      }),
    },
    resolve: (_root, { dryRun }, context, info) => ({
      operation: context.operation,
      archive: {
        operation: context.operation,
        summary: once(() => context.operation.gateway.summary()),
        collecting: () => context.collector.progress(),
      },
      cost: dryRun && !context.isPriced ? once(() => priceOfOperation(info, context)) : null,
    }),
  }),
);

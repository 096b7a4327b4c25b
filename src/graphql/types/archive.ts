import type { ArchiveSummary } from '../../archive/archive.ts';
import type { Collecting as CollectingShape } from '../../collector/collector.ts';
import type { Operation } from '../../usage/operation.ts';
import { builder } from '../builder.ts';
import { Collecting } from './collecting.ts';
import { DayCoverage } from './day-coverage.ts';
import { Discrepancy } from './discrepancy.ts';
import { rangeArgs } from './range-args.ts';

export interface ArchiveShape {
  readonly operation: Operation;
  /** Read where it is asked for, and once. */
  readonly summary: () => Promise<ArchiveSummary>;
  readonly collecting: () => Promise<CollectingShape | null>;
}

export const Archive = builder.objectRef<ArchiveShape>('Archive').implement({
  description: 'Everything that was ever fetched; asking it costs no upstream call.',
  fields: (t) => ({
    firstDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The oldest day of which anything is known.',
      resolve: async ({ summary }) => (await summary()).firstDay,
    }),
    lastDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The newest day of which anything is known.',
      resolve: async ({ summary }) => (await summary()).lastDay,
    }),
    completeDays: t.int({
      description: 'Days whose list of apps is settled and complete: they answer everything locally.',
      resolve: async ({ summary }) => (await summary()).completeDays,
    }),
    rows: t.field({
      type: 'Count',
      description: 'Rows held: one app, one member or the organization on one day each.',
      resolve: async ({ summary }) => (await summary()).rows,
    }),
    collecting: t.field({
      type: Collecting,
      nullable: true,
      description: 'null while there is nothing to collect.',
      resolve: ({ collecting }) => collecting(),
    }),
    coverage: t.field({
      type: [DayCoverage],
      description: 'What is archived of each day of a range, ascending.',
      args: rangeArgs(),
      resolve: ({ operation }, { from, to }) =>
        operation.gateway.coverage(operation.requestedRange({ from, to })),
    }),
    discrepancies: t.field({
      type: [Discrepancy],
      description:
        "Where the sums over apps are not the organization's counts, on days of a range whose apps and overview are both complete; by day.",
      args: rangeArgs(),
      resolve: ({ operation }, { from, to }) =>
        operation.gateway.discrepancies(operation.requestedRange({ from, to })),
    }),
  }),
});

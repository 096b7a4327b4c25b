import type { ArchiveSummary } from '../../archive/archive.ts';
import type { Collecting } from '../../collector/collector.ts';
import { upstreamDays } from '../../jodoo/statistics-day.ts';
import type { SlotsState } from '../../usage/usage.ts';
import { builder } from '../builder.ts';

const Slots = builder.objectRef<SlotsState>('Slots').implement({
  description:
    'The scarce right to call Jodoo: one call a second for the whole organization. Enough to draw a progress bar.',
  fields: (t) => ({
    perSecond: t.exposeFloat('perSecond', { description: 'Calls that may start each second.' }),
    waiting: t.exposeInt('waiting', { description: "Calls' worth of questions that wait for a slot now." }),
    expectedWaitMs: t.exposeInt('expectedWaitMs', {
      description: 'Milliseconds until a question raised now would get its slot.',
    }),
    heldUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Set while Jodoo refuses calls (another program uses the quota): when the gateway will try again.',
      resolve: ({ heldUntilMs }) => (heldUntilMs === null ? null : new Date(heldUntilMs).toISOString()),
    }),
  }),
});

const CollectingState = builder.objectRef<Collecting>('Collecting').implement({
  description: 'What is being fetched into the archive in slots that nobody waits for.',
  fields: (t) => ({
    date: t.field({ type: 'Date', description: 'The day at hand.', resolve: ({ day }) => day }),
    daysDone: t.exposeInt('daysDone', { description: 'Days that are complete.' }),
    daysTotal: t.exposeInt('daysTotal', { description: 'Days that are or shall be complete.' }),
    expectedMs: t.exposeInt('expectedMs', {
      description: 'Milliseconds until all are, if nobody else wants a slot.',
    }),
  }),
});

const ArchiveState = builder.objectRef<ArchiveSummary>('Archive').implement({
  description: 'Everything that was ever fetched; asking it costs no upstream call.',
  fields: (t) => ({
    firstDate: t.expose('firstDay', {
      type: 'Date',
      nullable: true,
      description: 'The oldest day of which anything is known.',
    }),
    lastDate: t.expose('lastDay', {
      type: 'Date',
      nullable: true,
      description: 'The newest day of which anything is known.',
    }),
    completeDays: t.exposeInt('completeDays', {
      description: 'Days that are settled and known whole: they answer everything locally.',
    }),
    rows: t.expose('rows', { type: 'Count', description: 'Rows held: one app on one day each.' }),
    collecting: t.field({
      type: CollectingState,
      nullable: true,
      description: 'null while there is nothing to collect.',
      resolve: (_archive, _args, { collector }) => collector.progress(),
    }),
  }),
});

interface GatewayShape {
  readonly slots: SlotsState;
}

const Gateway = builder.objectRef<GatewayShape>('Gateway').implement({
  description: 'The state of this gateway. Asking for it costs no upstream call.',
  fields: (t) => ({
    earliestDate: t.field({
      type: 'Date',
      description: 'The oldest day that can be answered, by Jodoo or from the archive.',
      resolve: async (_gateway, _args, { usage, nowMs }) => {
        const { from } = upstreamDays(nowMs);
        const { firstDay } = await usage.archive.summary();
        return firstDay !== null && firstDay < from ? firstDay : from;
      },
    }),
    latestDate: t.field({
      type: 'Date',
      description: 'The newest day that can be answered, and the default of `date`: yesterday in UTC+8.',
      resolve: (_gateway, _args, { nowMs }) => upstreamDays(nowMs).to,
    }),
    slots: t.expose('slots', { type: Slots, description: 'How busy the way to Jodoo is.' }),
    archive: t.field({
      type: ArchiveState,
      description: 'What is known already.',
      resolve: (_gateway, _args, { usage }) => usage.archive.summary(),
    }),
  }),
});

builder.queryField('gateway', (t) =>
  t.field({
    type: Gateway,
    description: 'Which days can be asked for, and how long answers take at the moment.',
    resolve: (_root, _args, { usage, operation }) => {
      operation.noteSettled(false);
      return { slots: usage.slots() };
    },
  }),
);

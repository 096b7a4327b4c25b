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

interface GatewayShape {
  readonly slots: SlotsState;
}

const Gateway = builder.objectRef<GatewayShape>('Gateway').implement({
  description: 'The state of this gateway. Asking for it costs no upstream call.',
  fields: (t) => ({
    earliestDate: t.field({
      type: 'Date',
      description: 'The oldest day that can be answered.',
      resolve: (_gateway, _args, { nowMs }) => upstreamDays(nowMs).from,
    }),
    latestDate: t.field({
      type: 'Date',
      description: 'The newest day that can be answered, and the default of `date`: yesterday in UTC+8.',
      resolve: (_gateway, _args, { nowMs }) => upstreamDays(nowMs).to,
    }),
    slots: t.expose('slots', { type: Slots, description: 'How busy the way to Jodoo is.' }),
  }),
});

builder.queryField('gateway', (t) =>
  t.field({
    type: Gateway,
    description: 'Which days can be asked for, and how long answers take at the moment.',
    resolve: (_root, _args, { usage }) => ({ slots: usage.slots() }),
  }),
);

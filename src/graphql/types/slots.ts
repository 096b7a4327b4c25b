import type { SlotsState } from '../../usage/slots-state.ts';
import { builder } from '../builder.ts';

export const Slots = builder.objectRef<SlotsState>('Slots').implement({
  description:
    'The scarce right to call Jodoo: one call a second on each list, for the whole organization. Enough to draw a progress bar.',
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

import type { ListKind } from '../../jodoo/lists.ts';
import type { SlotsState } from '../../usage/slots-state.ts';
import { builder } from '../builder.ts';
import { Slots } from './slots.ts';

const UsageListName = builder.enumType('UsageList', {
  description: 'A list that Jodoo keeps for each day. Each has a limit of one call a second of its own.',
  values: {
    APPS: { value: 'app', description: 'Every app.' },
    MEMBERS: { value: 'member', description: 'Every member.' },
    ORGANIZATION: { value: 'organization', description: 'The overview: one row for the organization.' },
  } as const satisfies Record<string, { value: ListKind; description: string }>,
});

export interface LaneShape {
  readonly list: ListKind;
  readonly slots: SlotsState;
}

export const Lane = builder.objectRef<LaneShape>('Lane').implement({
  description: 'The way to one list of Jodoo.',
  fields: (t) => ({
    list: t.expose('list', { type: UsageListName, description: 'Which list.' }),
    slots: t.expose('slots', { type: Slots, description: 'How busy the way to it is.' }),
  }),
});

import type { MemberRef } from '../../jodoo/app-usage-row.ts';
import { builder } from '../builder.ts';
import { memberReference, readReference } from '../entity-reference.ts';

export const Member = builder.node(builder.objectRef<MemberRef>('Member'), {
  description: 'A member of the organization, known here as the creator of an app.',
  id: { resolve: ({ memberId }) => memberId, description: 'Global id, for `node(id:)`.', shareable: true },
  loadOne: (memberId, { archived }) => archived.members.load(memberId),
  fields: (t) => ({
    memberId: t.exposeID('memberId', { description: "The member's id in Jodoo." }),
    name: t.string({
      description: 'Display name, as last seen.',
      resolve: ({ name }, _args, { operation }) => {
        operation.noteSettled(false);
        return name;
      },
    }),
  }),
});

builder.asEntity(Member, {
  key: builder.selection<{ memberId: string }>('memberId'),
  resolveReference: async (reference, { archived }) => {
    const member = await archived.members.load(readReference(memberReference, reference).memberId);
    return member && { ...member };
  },
});

import type { OperationCost as OperationCostShape } from '../../usage/operation.ts';
import { builder } from '../builder.ts';

export const OperationCost = builder.objectRef<OperationCostShape>('OperationCost').implement({
  description:
    'What an operation would cost now. Lists of unknown length count as one page each, and what only an answer would show is not counted.',
  fields: (t) => ({
    calls: t.exposeInt('calls', { description: 'Upstream calls.' }),
    expectedMs: t.exposeInt('expectedMs', {
      description: 'Milliseconds until the last of them, with what waits already.',
    }),
    allowed: t.exposeBoolean('allowed', {
      description: 'Whether it would be let in now, by the limits of calls, of what waits, and of time.',
    }),
  }),
});

import type { Collecting as CollectingShape } from '../../collector/collector.ts';
import { builder } from '../builder.ts';

export const Collecting = builder.objectRef<CollectingShape>('Collecting').implement({
  description: 'What is being fetched into the archive in slots that nobody waits for.',
  fields: (t) => ({
    date: t.expose('day', { type: 'Date', description: 'The day at hand.' }),
    daysDone: t.exposeInt('daysDone', { description: 'Days that are complete.' }),
    daysTotal: t.exposeInt('daysTotal', { description: 'Days that are or shall be complete.' }),
    expectedMs: t.exposeInt('expectedMs', {
      description: 'Milliseconds until all are, if nobody else wants a slot.',
    }),
  }),
});

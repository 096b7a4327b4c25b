import type { CollectionProgress as CollectionProgressShape } from '../../collector/collector.ts';
import { builder } from '../builder.ts';

export const CollectionProgress = builder.objectRef<CollectionProgressShape>('CollectionProgress').implement({
  description: 'How far the collection of a range of days is.',
  fields: (t) => ({
    done: t.exposeInt('done', {
      description: 'Days that need no more work: all lists are complete, or cannot be had.',
    }),
    total: t.exposeInt('total', { description: 'Days of the range.' }),
    expectedMs: t.exposeInt('expectedMs', {
      description: 'Milliseconds until all are done, if nobody else wants a slot.',
    }),
    missingDates: t.field({
      type: ['Date'],
      description:
        'Days of which a list is not complete, ascending. With the last event: those that Jodoo does not have, or failed on.',
      resolve: ({ missingDays }) => missingDays,
    }),
  }),
});

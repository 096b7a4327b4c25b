import { builder } from '../builder.ts';
import { CollectionProgress } from './collection-progress.ts';
import { Gateway } from './gateway.ts';
import { rangeArgs } from './range-args.ts';

builder.subscriptionType({
  description:
    'What changes, as server-sent events: send `Accept: text/event-stream`. A caller has at most 5 subscriptions open.',
  fields: (t) => ({
    gateway: t.field({
      type: Gateway,
      description: 'The state of this gateway: at once, then whenever it changes, at most twice a second.',
      subscribe: (_root, _args, { live }) => live.watch.gateway(live.watcher),
      resolve: (state, _args, { live }) => {
        const { summary, collecting } = valueOrThrow(state);
        const operation = live.open();
        return {
          operation,
          archive: { operation, summary: async () => summary, collecting: async () => collecting },
          cost: null,
        };
      },
    }),
    collection: t.field({
      type: CollectionProgress,
      description:
        'Collects all lists of a range of days, in slots that nobody waits for, and says how far it is, at most twice a second. The last event has `done` = `total`. What is queued stays so when the subscription ends.',
      args: rangeArgs(),
      subscribe: (_root, range, { live, operation }) =>
        live.watch.collection(operation.requestedRange(range), live.watcher),
      resolve: valueOrThrow,
    }),
  }),
});

/** Thrown here, an error is an event like the others, and the client reads its code. */
function valueOrThrow<T>(event: T | Error): T {
  if (event instanceof Error) throw event;
  return event;
}

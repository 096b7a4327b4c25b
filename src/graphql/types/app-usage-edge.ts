import type { AppUsageEdgeShape } from '../app-usage-page.ts';
import { builder } from '../builder.ts';
import { AppUsage } from './app-usage.ts';

export const AppUsageEdge = builder.objectRef<AppUsageEdgeShape>('AppUsageEdge').implement({
  description: 'One app on one day, with its place in a page.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Opaque place of this edge, for `after` and `before`. It carries the day, and stays good.',
    }),
    node: t.expose('node', { type: AppUsage, description: 'The usage of the app on its day.' }),
  }),
});

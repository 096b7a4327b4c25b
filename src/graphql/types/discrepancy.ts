import type { Discrepancy as DiscrepancyShape } from '../../archive/archive.ts';
import { builder } from '../builder.ts';
import { Metric } from './metric.ts';

export const Discrepancy = builder.objectRef<DiscrepancyShape>('Discrepancy').implement({
  description:
    "A count of which the sum over a day's apps is not what the overview says of the organization.",
  fields: (t) => ({
    date: t.expose('day', { type: 'Date', description: 'The day.' }),
    metric: t.expose('metric', { type: Metric, description: 'Which count.' }),
    sumOverApps: t.expose('sumOverApps', { type: 'Count', description: "The sum over the day's apps." }),
    organization: t.expose('organization', { type: 'Count', description: 'What the overview says.' }),
  }),
});

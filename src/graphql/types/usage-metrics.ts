import { METRICS, type Metrics } from '../../jodoo/metrics.ts';
import { builder } from '../builder.ts';
import { METRIC_DESCRIPTIONS } from './metric.ts';

export const UsageMetrics = builder.objectRef<Metrics>('UsageMetrics').implement({
  description:
    'What was counted on a day, of an app, a member or the organization. 0 is a measured zero; null means that Jodoo did not say, so do not read it as 0.',
  fields: (t) =>
    Object.fromEntries(
      METRICS.map(({ metric }) => [
        metric,
        t.expose(metric, { type: 'Count', nullable: true, description: METRIC_DESCRIPTIONS[metric] }),
      ]),
    ),
});

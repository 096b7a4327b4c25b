import type { MetricChanges as MetricChangesShape } from '../../jodoo/metric-changes.ts';
import { METRICS } from '../../jodoo/metrics.ts';
import { builder } from '../builder.ts';
import { METRIC_DESCRIPTIONS } from './metric.ts';

export const MetricChanges = builder.objectRef<MetricChangesShape>('MetricChanges').implement({
  description: 'By how much each count differs from an earlier one; null where either is unknown.',
  fields: (t) =>
    Object.fromEntries(
      METRICS.map(({ metric }) => [
        metric,
        t.expose(metric, { type: 'SignedCount', nullable: true, description: METRIC_DESCRIPTIONS[metric] }),
      ]),
    ),
});

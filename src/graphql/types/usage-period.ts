import { periodChange, type UsagePeriod as UsagePeriodShape } from '../../usage/usage-series.ts';
import { builder } from '../builder.ts';
import { MetricChanges } from './metric-changes.ts';
import { UsageMetrics } from './usage-metrics.ts';

export const UsagePeriod = builder.objectRef<UsagePeriodShape>('UsagePeriod').implement({
  description: 'A day, a week or a month; cut where the range begins and ends.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'Its first day.' }),
    to: t.expose('to', { type: 'Date', description: 'Its last day, included.' }),
    metrics: t.expose('metrics', {
      type: UsageMetrics,
      nullable: true,
      description:
        'Levels (how many there are) of the last day, flows (what happened on a day: `dailyAutomationExec`, `dailyAttachmentUpload`) summed over the days. A flow is null where any day is missing, all of it where the last day is; null as well where Jodoo knew nothing on any of the days.',
    }),
    change: t.field({
      type: MetricChanges,
      nullable: true,
      description:
        'These metrics minus those of the period before, which may be shorter where the range cuts it. null for the first period, and where either has no metrics.',
      resolve: periodChange,
    }),
    missingDates: t.field({
      type: ['Date'],
      description: 'Days of the period that it needs and that are not archived yet.',
      resolve: ({ missingDays }) => missingDays,
    }),
  }),
});

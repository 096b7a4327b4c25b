import { METRICS, type Metric, type Metrics } from '../../jodoo/metrics.ts';
import { builder } from '../builder.ts';

const SINCE = 'Jodoo counts it since 2026-06-29; null before.';

export const METRIC_DESCRIPTIONS: Readonly<Record<Metric, string>> = {
  app: 'Number of apps: 1 for a single app.',
  formCoop: 'Number of regular forms.',
  formWorkflow: 'Number of workflow forms.',
  dash: 'Number of dashboards.',
  etl: 'Number of data factories (ETL).',
  aggregate: 'Number of aggregate tables.',
  publicLink: 'Number of enabled public links.',
  dataTrigger: 'Number of automations (data triggers).',
  automation: 'Number of Automation Pro instances.',
  bpa: 'Number of process analyses.',
  data: 'Number of data records. Can exceed 2^31.',
  dailyAutomationExec: `Automation Pro runs on that day alone. ${SINCE}`,
  dailyAttachmentUpload: `Bytes of attachments uploaded on that day alone. ${SINCE}`,
};

export const AppMetrics = builder.objectRef<Metrics>('AppMetrics').implement({
  description:
    'What was counted at the end of a day. 0 is a measured zero; null means that Jodoo did not say, so do not read it as 0.',
  fields: (t) =>
    Object.fromEntries(
      METRICS.map(({ metric }) => [
        metric,
        t.field({
          type: 'Count',
          nullable: true,
          description: METRIC_DESCRIPTIONS[metric],
          resolve: (metrics) => metrics[metric],
        }),
      ]),
    ),
});

import { METRICS, type Metric as MetricName } from '../../jodoo/metrics.ts';
import { builder } from '../builder.ts';
import { enumName } from '../enum-name.ts';

const SINCE = 'Jodoo counts it since 2026-06-29; null before, and for members.';

export const METRIC_DESCRIPTIONS: Readonly<Record<MetricName, string>> = {
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

export const Metric = builder.enumType('Metric', {
  description: 'A number that Jodoo counts.',
  values: Object.fromEntries(
    METRICS.map(({ metric }) => [
      enumName(metric),
      { value: metric, description: METRIC_DESCRIPTIONS[metric] },
    ]),
  ),
});

/** How the page calls what is counted, in the order of its cards. */
import type { Metric, Metrics } from '../documents.ts';

export type MetricKey = keyof Metrics;

export interface MetricWords {
  readonly key: MetricKey;
  readonly metric: Metric;
  readonly label: string;
  /** A level is the number at the day's end; a flow is what happened that day, and is summed over periods. */
  readonly measure: 'level' | 'flow';
  readonly unit: 'count' | 'bytes';
}

/** Typed by the schema's fields: a count that is missing here does not compile. */
const BY_KEY: Readonly<Record<MetricKey, Omit<MetricWords, 'key'>>> = {
  app: { metric: 'APP', label: 'Apps', measure: 'level', unit: 'count' },
  data: { metric: 'DATA', label: 'Records', measure: 'level', unit: 'count' },
  formCoop: { metric: 'FORM_COOP', label: 'Forms', measure: 'level', unit: 'count' },
  formWorkflow: { metric: 'FORM_WORKFLOW', label: 'Workflow forms', measure: 'level', unit: 'count' },
  dash: { metric: 'DASH', label: 'Dashboards', measure: 'level', unit: 'count' },
  dataTrigger: { metric: 'DATA_TRIGGER', label: 'Automations', measure: 'level', unit: 'count' },
  automation: { metric: 'AUTOMATION', label: 'Automation Pro', measure: 'level', unit: 'count' },
  dailyAutomationExec: {
    metric: 'DAILY_AUTOMATION_EXEC',
    label: 'Automation Pro runs',
    measure: 'flow',
    unit: 'count',
  },
  dailyAttachmentUpload: {
    metric: 'DAILY_ATTACHMENT_UPLOAD',
    label: 'Uploads',
    measure: 'flow',
    unit: 'bytes',
  },
  publicLink: { metric: 'PUBLIC_LINK', label: 'Public links', measure: 'level', unit: 'count' },
  aggregate: { metric: 'AGGREGATE', label: 'Aggregate tables', measure: 'level', unit: 'count' },
  etl: { metric: 'ETL', label: 'Data factories', measure: 'level', unit: 'count' },
  bpa: { metric: 'BPA', label: 'Process analyses', measure: 'level', unit: 'count' },
};

export const METRICS: readonly MetricWords[] = Object.keys(BY_KEY)
  .filter((key): key is MetricKey => key in BY_KEY)
  .map((key) => ({ key, ...BY_KEY[key] }));

const RECORDS: MetricWords = { key: 'data', ...BY_KEY.data };

/** The metric of a parameter; records where it names none. */
export function metricNamed(name: string | undefined): MetricWords {
  return METRICS.find(({ metric }) => metric === name) ?? RECORDS;
}

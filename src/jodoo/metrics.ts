/**
 * The numbers that the upstream counts: our name and the wire's, in the order of the upstream's documentation.
 * One table, so that the GraphQL fields, the archive's columns and the wire never disagree.
 */
export const METRICS = [
  { metric: 'app', wire: 'app' },
  { metric: 'formCoop', wire: 'form_coop' },
  { metric: 'formWorkflow', wire: 'form_workflow' },
  { metric: 'dash', wire: 'dash' },
  { metric: 'etl', wire: 'etl' },
  { metric: 'aggregate', wire: 'aggregate' },
  { metric: 'publicLink', wire: 'public_link' },
  { metric: 'dataTrigger', wire: 'data_trigger' },
  { metric: 'automation', wire: 'automation' },
  { metric: 'bpa', wire: 'bpa' },
  { metric: 'data', wire: 'data' },
  { metric: 'dailyAutomationExec', wire: 'daily_automation_exec' },
  { metric: 'dailyAttachmentUpload', wire: 'daily_attachment_upload' },
] as const;

export type Metric = (typeof METRICS)[number]['metric'];
export type MetricWireName = (typeof METRICS)[number]['wire'];

/** A count is a whole number up to 2^53-1; null is "the upstream did not say", which is not 0. */
export type Metrics = Readonly<Record<Metric, number | null>>;

/** Builds a full set of metrics from a function of each wire name. */
export function metricsFrom(countOf: (wire: MetricWireName) => number | null): Metrics {
  const entries = METRICS.map(({ metric, wire }) => [metric, countOf(wire)] as const);
  // Object.fromEntries forgets which keys it was given; METRICS holds each of them once.
  return Object.fromEntries(entries) as Metrics;
}

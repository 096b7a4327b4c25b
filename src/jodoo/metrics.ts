/**
 * The numbers that the upstream counts: our name, the wire's, and what kind of number it is, in the order of the
 * upstream's documentation. One table, so that the GraphQL fields, the archive's columns and the wire never disagree.
 *
 * A level is how many there are at the day's end: over a week it is the last day's value. A flow is what happened on
 * that day alone: over a week it is the sum. A level summed over days means nothing.
 */
export const METRICS = [
  { metric: 'app', wire: 'app', measure: 'level' },
  { metric: 'formCoop', wire: 'form_coop', measure: 'level' },
  { metric: 'formWorkflow', wire: 'form_workflow', measure: 'level' },
  { metric: 'dash', wire: 'dash', measure: 'level' },
  { metric: 'etl', wire: 'etl', measure: 'level' },
  { metric: 'aggregate', wire: 'aggregate', measure: 'level' },
  { metric: 'publicLink', wire: 'public_link', measure: 'level' },
  { metric: 'dataTrigger', wire: 'data_trigger', measure: 'level' },
  { metric: 'automation', wire: 'automation', measure: 'level' },
  { metric: 'bpa', wire: 'bpa', measure: 'level' },
  { metric: 'data', wire: 'data', measure: 'level' },
  { metric: 'dailyAutomationExec', wire: 'daily_automation_exec', measure: 'flow' },
  { metric: 'dailyAttachmentUpload', wire: 'daily_attachment_upload', measure: 'flow' },
] as const;

export type Metric = (typeof METRICS)[number]['metric'];
export type MetricWireName = (typeof METRICS)[number]['wire'];
export type LevelMetric = Extract<(typeof METRICS)[number], { measure: 'level' }>['metric'];

/** A count is a whole number up to 2^53-1; null is "the upstream did not say", which is not 0. */
export type Metrics = Readonly<Record<Metric, number | null>>;

// Object.fromEntries forgets which keys it was given; METRICS holds each of them once.
const UNKNOWN = Object.freeze(Object.fromEntries(METRICS.map(({ metric }) => [metric, null])) as Metrics);

/** Builds a full set of metrics from a function of each wire name. */
export function metricsFrom(countOf: (wire: MetricWireName) => number | null): Metrics {
  return metricsOf(({ wire }) => countOf(wire));
}

/** The same, from a function of each line of the table. */
export function metricsOf(countOf: (one: (typeof METRICS)[number]) => number | null): Metrics {
  // A copy has its fields where every other has them: rows are read by the thousand.
  const metrics: Record<Metric, number | null> = { ...UNKNOWN };
  for (const one of METRICS) metrics[one.metric] = countOf(one);
  return metrics;
}

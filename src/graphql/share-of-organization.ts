import type { Metric } from '../jodoo/metrics.ts';
import { ORGANIZATION_ID, type UsageRow } from '../jodoo/usage-row.ts';
import { type MaybePromise, whenReady } from '../usage/maybe-promise.ts';
import type { Operation } from '../usage/operation.ts';

/**
 * A row's or a group's part of what the overview says of the organization on the row's day. null where either does not say, or the
 * organization has none. The rows of a day share one call.
 */
export function shareOfOrganization(
  { date, metrics }: Pick<UsageRow, 'date' | 'metrics'>,
  metric: Metric,
  operation: Operation,
): MaybePromise<number | null> {
  const part = metrics?.[metric] ?? null;
  if (part === null) return null;
  return whenReady(operation.list('organization').row(date, ORGANIZATION_ID), (fact) => {
    const all = fact.kind === 'row' ? (fact.row.metrics?.[metric] ?? 0) : 0;
    return all === 0 ? null : part / all;
  });
}

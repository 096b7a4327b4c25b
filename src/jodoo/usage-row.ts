import { type Metrics, type MetricWireName, metricsFrom } from './metrics.ts';
import type { StatisticsDay } from './statistics-day.ts';

/** A member of the organization, as rows name their creator. */
export interface MemberRef {
  readonly memberId: string;
  readonly name: string;
}

/**
 * What the upstream says on one day of one app, one member or the organization: a row of that day's list. Instants are
 * RFC 3339 texts exactly as it gave them.
 */
export interface UsageRow {
  readonly date: StatisticsDay;
  /** The app's id, the member's id, or ORGANIZATION_ID. */
  readonly id: string;
  /** As of that day; empty for the organization. */
  readonly name: string;
  /** Only apps have a creator and instants. */
  readonly creator: MemberRef | null;
  readonly createdAt: string | null;
  readonly lastEditAt: string | null;
  readonly lastVisitAt: string | null;
  /** null: usage statistics were not collected for that day. */
  readonly metrics: Metrics | null;
}

/** The id of the one row in the organization's list, which upstream has none. */
export const ORGANIZATION_ID = 'organization';

/**
 * The counts of a row, or null where usage statistics were not collected: an organization that never opened Usage
 * Statistics, or a day before it first did, answers zeros for everything, even for `app`. That is no measurement.
 */
export function collectedMetrics(
  counts: Readonly<Partial<Record<MetricWireName, number | null | undefined>>>,
): Metrics | null {
  const metrics = metricsFrom((wire) => counts[wire] ?? null);
  return isAllZero(metrics) ? null : metrics;
}

/** True when something was counted, and all of it is 0. */
export function isAllZero(metrics: Metrics): boolean {
  const known = Object.values(metrics).filter((count) => count !== null);
  return known.length > 0 && known.every((count) => count === 0);
}

import type { AppMetricsItem } from './contract.ts';
import { type Metrics, metricsFrom } from './metrics.ts';
import type { StatisticsDay } from './statistics-day.ts';

/** A member of the organization, as rows name their creator. */
export interface MemberRef {
  readonly memberId: string;
  readonly name: string;
}

/** What the upstream says of one app on one day. Instants are RFC 3339 texts exactly as it gave them. */
export interface AppUsageRow {
  readonly date: StatisticsDay;
  readonly appId: string;
  readonly appName: string;
  readonly creator: MemberRef | null;
  readonly createdAt: string | null;
  readonly lastEditAt: string | null;
  readonly lastVisitAt: string | null;
  /** null: usage statistics were not collected for that day. */
  readonly metrics: Metrics | null;
}

export function appUsageRow(date: StatisticsDay, item: AppMetricsItem): AppUsageRow {
  const metrics = metricsFrom((wire) => item.metrics[wire] ?? null);
  return {
    date,
    appId: item.app_id,
    appName: item.app_name,
    creator: item.creator ? { memberId: item.creator.member_id, name: item.creator.name } : null,
    createdAt: item.created_at || null,
    lastEditAt: item.last_edit_at || null,
    lastVisitAt: item.last_visit_at || null,
    metrics: wasCollected(metrics) ? metrics : null,
  };
}

/**
 * An organization that never opened Usage Statistics, or a day before it first did, answers zeros for
 * everything, even for `app`, which is 1 for every real row. That is no measurement.
 */
function wasCollected(metrics: Metrics): boolean {
  const counts = Object.values(metrics).filter((count) => count !== null);
  return counts.length === 0 || counts.some((count) => count !== 0);
}

/** Questions about groups of a day's rows. */
import type { Metric, Metrics } from '../jodoo/metrics.ts';
import type { RowFilter, RowPlace } from './row-query.ts';

/** `createdMonth` is in UTC+8; `lastVisitAge` is counted back from the day. */
export type GroupBy = 'creator' | 'createdMonth' | 'lastVisitAge';

/**
 * How long ago the last visit was on the day, in ascending order: on the day itself, within 7 days (the day included),
 * within 30, within 90, longer ago, never.
 */
export const VISIT_AGES = ['today', 'week', 'month', 'quarter', 'older', 'never'] as const;
export type VisitAge = (typeof VISIT_AGES)[number];
/** The days, the asked one included, that an age reaches back. */
export const VISIT_AGE_DAYS = { today: 1, week: 7, month: 30, quarter: 90 } as const satisfies Partial<
  Record<VisitAge, number>
>;

/** `key`: ages from today to never, months and creators' ids ascending, unknown ones first. */
export interface GroupOrder {
  readonly by: 'key' | 'rows' | Metric;
  readonly direction: 'asc' | 'desc';
}

export interface GroupQuery {
  readonly by: GroupBy;
  readonly filter?: RowFilter | undefined;
  /** Absent: by key. */
  readonly order?: GroupOrder | undefined;
}

export interface RowGroup {
  /** The creator's id, the month as `yyyy-MM`, or the VisitAge; null: the upstream does not say. */
  readonly key: string | null;
  readonly rows: number;
  /** Sums; null where the count of any row is unknown. */
  readonly metrics: Metrics;
}

export interface GroupsAnswer {
  /** The id of a place is the group's key as the archive orders it. */
  readonly groups: readonly { readonly group: RowGroup; readonly place: RowPlace }[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** How many groups there are, whatever the window. */
  readonly totalCount: number;
  /** True when every fact that the answer rests on is settled. */
  readonly settled: boolean;
}

/** Questions about a whole day that only SQL answers: filters, orders, sums. */
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import type { Metric, Metrics } from '../jodoo/metrics.ts';

/** All given conditions hold. Instants are epoch milliseconds; `after` includes its instant, `before` does not. */
export interface AppUsageFilter {
  /** Anywhere in the name, whatever its case. */
  readonly nameContains?: string | undefined;
  readonly creatorIds?: readonly string[] | undefined;
  readonly createdAfterMs?: number | undefined;
  readonly createdBeforeMs?: number | undefined;
  readonly lastEditAfterMs?: number | undefined;
  /** Also lets through apps never edited. */
  readonly lastEditBeforeMs?: number | undefined;
  readonly lastVisitAfterMs?: number | undefined;
  /** Also lets through apps never visited. */
  readonly lastVisitBeforeMs?: number | undefined;
  readonly metrics?: readonly MetricCondition[] | undefined;
}

/** `min` and `max` are included; an unknown count fulfils neither. */
export interface MetricCondition {
  readonly metric: Metric;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export type OrderKey = 'name' | 'createdAt' | 'lastEditAt' | 'lastVisitAt' | Exclude<Metric, 'app'>;

/** Unknown values come last in either direction; ties by app id, ascending. Names are compared without case. */
export interface AppUsageOrder {
  readonly by: OrderKey;
  readonly direction: 'asc' | 'desc';
}

/** The value by which a row is ordered: folded name, epoch milliseconds, or count. */
export type OrderValue = string | number | null;

/**
 * A place between rows: behind or in front of the row of `appId`. `value` is that row's order value, or its
 * position where the list has the upstream's order; it keeps the place when the row is gone.
 */
export interface RowPlace {
  readonly appId: string;
  readonly value: OrderValue;
}

export interface RowsQuery {
  /** Only these apps; absent: the whole list. */
  readonly appIds?: readonly string[] | undefined;
  readonly filter?: AppUsageFilter | undefined;
  /** Absent: the upstream's order, or that of `appIds` where given. */
  readonly order?: AppUsageOrder | undefined;
}

export interface RowsWindow {
  readonly after?: RowPlace | undefined;
  readonly before?: RowPlace | undefined;
  readonly count: number;
  /** `last`: the rows nearest to the end of the stretch; they come in the same order all the same. */
  readonly from: 'first' | 'last';
}

export interface PlacedRow {
  readonly row: AppUsageRow;
  readonly place: RowPlace;
}

export interface RowsAnswer {
  readonly rows: readonly PlacedRow[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

/** Sums over apps. A sum is null when the upstream did not say the count of every app summed. */
export interface RowsSum {
  readonly apps: number;
  readonly metrics: Metrics;
}

/** Whether a value can be of this order: a wrong kind would fail in one database and not in another. */
export function isValueOf(order: AppUsageOrder | undefined, value: OrderValue): boolean {
  if (order === undefined) return typeof value === 'number';
  return value === null || typeof value === (order.by === 'name' ? 'string' : 'number');
}

/** Questions about a whole day's list: filters, orders, windows, sums. The same for every list. */
import type { Metric, Metrics } from '../jodoo/metrics.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

/** All given conditions hold. Instants are epoch milliseconds; `after` includes its instant, `before` does not. */
export interface RowFilter {
  /** Anywhere in the name, whatever its case. */
  readonly nameContains?: string | undefined;
  readonly creatorIds?: readonly string[] | undefined;
  readonly createdAfterMs?: number | undefined;
  readonly createdBeforeMs?: number | undefined;
  readonly lastEditAfterMs?: number | undefined;
  /** Also lets through rows never edited. */
  readonly lastEditBeforeMs?: number | undefined;
  readonly lastVisitAfterMs?: number | undefined;
  /** Also lets through rows never visited. */
  readonly lastVisitBeforeMs?: number | undefined;
  /** True: only rows never visited; false: only visited ones. */
  readonly neverVisited?: boolean | undefined;
  readonly metrics?: readonly MetricCondition[] | undefined;
}

/** `min` and `max` are included; an unknown count fulfils neither. */
export interface MetricCondition {
  readonly metric: Metric;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export type OrderKey = 'name' | 'createdAt' | 'lastEditAt' | 'lastVisitAt' | Metric;

/** Unknown values come last in either direction; ties by id, ascending. Names are compared without case. */
export interface RowOrder {
  readonly by: OrderKey;
  readonly direction: 'asc' | 'desc';
}

/** The value by which a row is ordered: folded name, epoch milliseconds, or count. */
export type OrderValue = string | number | null;

/**
 * A place between rows: behind or in front of the row of `id`. `value` is that row's order value, or its position where
 * the list has the upstream's order; it keeps the place when the row is gone.
 */
export interface RowPlace {
  readonly id: string;
  readonly value: OrderValue;
}

export interface RowQuery {
  /** Only these ids; absent: the whole list. */
  readonly ids?: readonly string[] | undefined;
  readonly filter?: RowFilter | undefined;
  /** Absent: the upstream's order, or that of `ids` where given. */
  readonly order?: RowOrder | undefined;
}

export interface RowWindow {
  readonly after?: RowPlace | undefined;
  readonly before?: RowPlace | undefined;
  readonly count: number;
  /** `last`: the rows nearest to the end of the stretch; they come in the same order all the same. */
  readonly from: 'first' | 'last';
}

export interface PlacedRow {
  readonly row: UsageRow;
  readonly place: RowPlace;
}

export interface RowsAnswer {
  readonly rows: readonly PlacedRow[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** Asked ids that are absent, in the asked order; empty where no ids were asked. */
  readonly absentIds: readonly string[];
  /** True when every fact that the answer rests on is settled. */
  readonly settled: boolean;
}

/** Sums over rows. A sum is null when the upstream did not say the count of every row summed. */
export interface RowsSum {
  readonly rows: number;
  readonly metrics: Metrics;
  /** True when every fact that the sum rests on is settled. */
  readonly settled: boolean;
}

/** Whether a value can be of this order: a wrong kind would fail in one database and not in another. */
export function isValueOf(order: RowOrder | undefined, value: OrderValue): boolean {
  if (order === undefined) return typeof value === 'number';
  return value === null || typeof value === (order.by === 'name' ? 'string' : 'number');
}

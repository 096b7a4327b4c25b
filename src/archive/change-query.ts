/** Questions about what changed between two days of a list. The same for every list. */
import type { Metric } from '../jodoo/metrics.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { RowFilter, RowPlace } from './row-query.ts';

/** `changed`: it is there on both days, and a count that is known on both differs. */
export const CHANGE_KINDS = ['created', 'deleted', 'changed', 'unchanged'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** `absolute`: by the difference with its sign. `percent`: by that in per cent of the earlier count, unknown where it is 0. */
export interface ChangeOrder {
  readonly metric: Metric;
  readonly by: 'absolute' | 'percent';
  readonly direction: 'asc' | 'desc';
}

export interface ChangeQuery {
  /** Absent: all. */
  readonly kinds?: readonly ChangeKind[] | undefined;
  /** Holds for the later row, and of what was deleted for the earlier one. */
  readonly filter?: RowFilter | undefined;
  /** Absent: by id. */
  readonly order?: ChangeOrder | undefined;
}

/** One id on two days. At least one of the rows is there; what is not there counts as 0. */
export interface RowChange {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly before: UsageRow | null;
  readonly after: UsageRow | null;
}

export interface ChangesAnswer {
  /** The order value of a place is the difference or the percentage. */
  readonly changes: readonly { readonly change: RowChange; readonly place: RowPlace }[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** How many the query lets through, whatever the window. */
  readonly totalCount: number;
  /** True when every fact that the answer rests on is settled. */
  readonly settled: boolean;
}

/** The sequences that rows can be read in, and the places between them. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { METRICS } from '../jodoo/metrics.ts';
import { sqlInteger } from './connection.ts';
import { isBeyondPlace, type Keyset, keysetOrder } from './keyset.ts';
import type { OrderKey, RowOrder, RowPlace } from './row-query.ts';
import type { UsageRowTable } from './tables.ts';

/** By a column, unknown values last, ties by id. */
export interface RowSequence {
  readonly column: keyof UsageRowTable;
  readonly direction: 'asc' | 'desc';
}

/** The upstream's order. */
const LISTED: RowSequence = { column: 'position', direction: 'asc' };

export function sequenceOf(order: RowOrder | undefined): RowSequence {
  return order === undefined ? LISTED : { column: columnOf(order.by), direction: order.direction };
}

function columnOf(key: OrderKey): keyof UsageRowTable {
  switch (key) {
    case 'name':
      return 'name_folded';
    case 'createdAt':
      return 'created_ms';
    case 'lastEditAt':
      return 'last_edit_ms';
    case 'lastVisitAt':
      return 'last_visit_ms';
    default:
      return METRICS.find(({ metric }) => metric === key)?.wire ?? 'data';
  }
}

/** Rows behind or in front of a place. */
export function isBeyond(
  sequence: RowSequence,
  place: RowPlace,
  side: 'after' | 'before',
): RawBuilder<SqlBool> {
  if (sequence.column !== 'position') return isBeyondPlace(keysetOf(sequence), place, side);
  // No two rows have one position; the place of a row that is gone may be another's now.
  const position = sqlInteger(Number(place.value));
  return side === 'after' ? sql`usage_row.position > ${position}` : sql`usage_row.position < ${position}`;
}

/** What `order by` takes, forwards or backwards. */
export function sequenceOrder(sequence: RowSequence, forwards: boolean): RawBuilder<unknown> {
  // A listed row has a position, and no two the same: the index has this order.
  if (sequence.column === 'position')
    return forwards ? sql`usage_row.position asc` : sql`usage_row.position desc`;
  return keysetOrder(keysetOf(sequence), forwards);
}

function keysetOf({ column, direction }: RowSequence): Keyset {
  return { value: sql.ref(`usage_row.${column}`), id: sql.ref('usage_row.id'), direction };
}

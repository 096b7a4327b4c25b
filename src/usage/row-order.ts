/** The sequences that rows can be read in, in memory: the same as `archive/row-sequence.ts` in SQL. Pure. */
import { foldedName } from '../archive/cleaned-text.ts';
import { sqlInteger } from '../archive/connection.ts';
import { instantMs } from '../archive/row-columns.ts';
import type { OrderKey, OrderValue, RowOrder, RowPlace } from '../archive/row-query.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import { compareText } from './compare-text.ts';

/** The value that a row is ordered by. */
export function orderValueOf(by: OrderKey): (row: UsageRow) => OrderValue {
  switch (by) {
    case 'name':
      return ({ name }) => foldedName(name);
    case 'createdAt':
    case 'lastEditAt':
    case 'lastVisitAt':
      return (row) => instantMs(row[by]);
    default:
      return ({ metrics }) => metrics?.[by] ?? null;
  }
}

/** The indexes of rows in their order: unknown values last in either direction, ties by id, ascending. */
export function orderedIndexes(rows: readonly UsageRow[], { by, direction }: RowOrder): Uint32Array {
  const values = rows.map(orderValueOf(by));
  const sign = direction === 'asc' ? 1 : -1;
  return Uint32Array.from(rows.keys()).sort((a, b) => {
    const [left = null, right = null] = [values[a], values[b]];
    const difference =
      left === null || right === null
        ? Number(left === null) - Number(right === null)
        : sign * compareValues(left, right);
    return difference || compareText(rows[a]?.id ?? '', rows[b]?.id ?? '');
  });
}

/** Whether a row lies behind or in front of a place. */
export function isBeyond(
  { by, direction }: RowOrder,
  { value, id }: RowPlace,
  side: 'after' | 'before',
): (row: UsageRow) => boolean {
  const orderValue = orderValueOf(by);
  const isAfter = side === 'after';
  const placeId = id.replaceAll('\0', '');
  const isTieBeyond = (row: UsageRow) => {
    const difference = compareText(row.id, placeId);
    return isAfter ? difference > 0 : difference < 0;
  };
  if (value === null) {
    return (row) => (orderValue(row) === null ? isTieBeyond(row) : !isAfter);
  }
  const bound = typeof value === 'number' ? sqlInteger(value) : value.replaceAll('\0', '');
  const sign = isAfter === (direction === 'asc') ? 1 : -1;
  return (row) => {
    const known = orderValue(row);
    if (known === null) return isAfter;
    const difference = sign * compareValues(known, bound);
    return difference === 0 ? isTieBeyond(row) : difference > 0;
  };
}

/** Values of one order are all numbers or all texts. */
function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
}

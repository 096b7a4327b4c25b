/** Cuts windows out of sequences of rows, as `archive/queried-rows.ts` does in SQL. Pure. */
import { sqlInteger } from '../archive/connection.ts';
import type { PlacedRow, RowOrder, RowPlace, RowsAnswer, RowWindow } from '../archive/row-query.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import { isBeyond, orderValueOf } from './row-order.ts';

export type Cut = Pick<RowsAnswer, 'rows' | 'hasBefore' | 'hasAfter'>;

/** Rows by index, in the sequence that is cut. */
export interface RowSequence {
  readonly rows: readonly UsageRow[];
  readonly indexes: ArrayLike<number>;
  /** Absent: the upstream's order, in which a row's index is its position. */
  readonly order: RowOrder | undefined;
}

/** `positionOf` an id in the upstream's order; a place whose row is not there keeps its own. */
export function cutSequence(
  { rows, indexes, order }: RowSequence,
  { after, before, count, from }: RowWindow,
  positionOf: (id: string) => number | undefined,
): Cut {
  const beyond = (place: RowPlace, side: 'after' | 'before') => {
    const test =
      order === undefined
        ? isPositionBeyond(positionOf(place.id.replaceAll('\0', '')) ?? place.value, side)
        : isRowBeyond(rows, isBeyond(order, place, side));
    return (at: number) => test(indexes[at] ?? 0);
  };
  const start = after ? firstWhere(indexes.length, beyond(after, 'after')) : 0;
  const isInFront = before && beyond(before, 'before');
  const end = isInFront ? firstWhere(indexes.length, (at) => !isInFront(at)) : indexes.length;
  const forwards = from === 'first';
  const goesOn = end - start > count;
  const first = forwards ? start : Math.max(start, end - count);
  const last = forwards ? Math.min(end, start + count) : end;
  const orderValue = order === undefined ? undefined : orderValueOf(order.by);
  const placed: PlacedRow[] = [];
  for (let at = first; at < last; at += 1) {
    const index = indexes[at] ?? 0;
    const row = rows[index];
    if (row !== undefined)
      placed.push({ row, place: { id: row.id, value: orderValue ? orderValue(row) : index } });
  }
  const isEmpty = placed.length === 0;
  return {
    rows: placed,
    hasBefore: (!forwards && goesOn) || (after !== undefined && (isEmpty || first > 0)),
    hasAfter: (forwards && goesOn) || (before !== undefined && (isEmpty || last < indexes.length)),
  };
}

/** Rows of asked ids, in the asked order. `asked` holds each id once, `matching` the rows that are let through. */
export function cutAsked(
  asked: readonly string[],
  matching: ReadonlyMap<string, UsageRow>,
  { after, before, count, from }: RowWindow,
): Cut {
  const indexes = new Map(asked.map((id, index) => [id, index]));
  const indexOf = (place: RowPlace) => indexes.get(place.id) ?? Number(place.value);
  const [low, high] = [after && indexOf(after), before && indexOf(before)];
  const all = asked.flatMap((id, index): PlacedRow[] => {
    const row = matching.get(id);
    return row === undefined ? [] : [{ row, place: { id, value: index } }];
  });
  const stretch = all.filter(({ place: { value } }) => {
    const index = Number(value);
    return (low === undefined || index > low) && (high === undefined || index < high);
  });
  const rows =
    from === 'first' ? stretch.slice(0, count) : stretch.slice(Math.max(0, stretch.length - count));
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows,
    hasBefore: first === undefined ? after !== undefined : first !== all[0],
    hasAfter: last === undefined ? before !== undefined : last !== all.at(-1),
  };
}

function isPositionBeyond(value: RowPlace['value'], side: 'after' | 'before'): (index: number) => boolean {
  if (value === null) return () => side === 'before';
  const position = sqlInteger(Number(value));
  return side === 'after' ? (index) => index > position : (index) => index < position;
}

function isRowBeyond(
  rows: readonly UsageRow[],
  test: (row: UsageRow) => boolean,
): (index: number) => boolean {
  return (index) => {
    const row = rows[index];
    return row !== undefined && test(row);
  };
}

/** The first of `0 … length - 1` that passes, where all behind it do; `length` where none does. */
function firstWhere(length: number, passes: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

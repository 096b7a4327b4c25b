import { isValueOf, type RowPlace, type RowQuery, type RowsAnswer } from '../../archive/row-query.ts';
import { badUserInput } from '../../errors.ts';
import { whenReady } from '../../usage/maybe-promise.ts';
import type { DayCursor } from './cursor.ts';
import { pageInfoOf } from './page-info.ts';
import type { SliceReader, UsageEdge, UsageQuestion, UsageSlice } from './usage-slice.ts';

/** A page of the whole day, or of all asked ids, filtered and ordered. */
export function rowsSlice({ list, day, query, size, after, before }: UsageQuestion): SliceReader {
  const order = nameOf(query);
  const window = {
    after: placeOf('after', after, query),
    before: placeOf('before', before, query),
    ...size,
  };
  const sliceOf = (answer: RowsAnswer): UsageSlice => {
    const edges = answer.rows.map(
      ({ row, place }): UsageEdge => ({
        place: { list: list.kind, kind: 'row', day, order, place },
        node: row,
      }),
    );
    const { absentIds: missingIds, settled } = answer;
    return { edges, missingIds, settled, pageInfo: pageInfoOf(edges, answer) };
  };
  return { read: (operation) => whenReady(operation.list(list.kind).rows(day, query, window), sliceOf) };
}

const LISTED = 'listed';

/** Names an order, so that a cursor of another one is refused. */
function nameOf({ ids, order }: RowQuery): string {
  if (order) return `${order.by} ${order.direction}`;
  return ids === undefined ? LISTED : 'asked';
}

function placeOf(name: string, cursor: DayCursor | undefined, query: RowQuery): RowPlace | undefined {
  if (cursor === undefined) return undefined;
  const order = nameOf(query);
  if (cursor.kind === 'row' && cursor.order === order && isValueOf(query.order, cursor.place.value)) {
    return cursor.place;
  }
  // A list that is read from its end has the places of the list that is read from its start.
  if (cursor.kind === 'position' && order === LISTED) return { id: '', value: cursor.position };
  throw badUserInput(
    `'${name}' is a cursor of another order: keep the ids, 'filter' and 'orderBy' the same while you page.`,
    { argument: name },
  );
}

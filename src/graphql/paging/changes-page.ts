import type { ChangeKind, ChangeOrder, RowChange } from '../../archive/change-query.ts';
import type { OrderValue, RowFilter } from '../../archive/row-query.ts';
import type { DayRange, StatisticsDay } from '../../jodoo/statistics-day.ts';
import type { Operation } from '../../usage/operation.ts';
import type { UsageList } from '../usage-lists.ts';
import type { PageArguments } from './page-arguments.ts';
import { pageInfoOf } from './page-info.ts';
import { decodePlaceCursor } from './place-cursor.ts';
import { isWholeNumberOrNull, type PlaceEdge, type PlacePage, placeWindow } from './place-page.ts';

export interface ChangesArguments extends DayRange, PageArguments {
  readonly kinds?: readonly ChangeKind[] | undefined;
  readonly filter?: RowFilter | undefined;
  readonly order?: ChangeOrder | undefined;
}

export interface ChangesPage extends PlacePage<RowChange> {
  readonly from: StatisticsDay;
  readonly to: StatisticsDay;
}

/** A page of what differs between two days of a list. Completes both days. */
export async function changesPage(
  { kind }: UsageList,
  { kinds, filter, order, ...args }: ChangesArguments,
  operation: Operation,
): Promise<ChangesPage> {
  const { from, to } = operation.requestedRange({ from: args.from, to: args.to });
  const cursors = {
    after: args.after ? decodePlaceCursor('after', args.after) : undefined,
    before: args.before ? decodePlaceCursor('before', args.before) : undefined,
  };
  const question = { of: `changes since ${from} ${orderName(order)}`, day: to };
  const window = placeWindow(args, cursors, question, (value) => isValueOf(order, value));
  const answer = await operation.list(kind).changes({ from, to }, { kinds, filter, order }, window);
  const edges = answer.changes.map(
    ({ change, place }): PlaceEdge<RowChange> => ({
      place: { kind: 'place', ...question, place },
      node: change,
    }),
  );
  return { from, to, edges, pageInfo: pageInfoOf(edges, answer), totalCount: answer.totalCount };
}

function orderName(order: ChangeOrder | undefined): string {
  return order === undefined ? 'by id' : `${order.metric} ${order.by} ${order.direction}`;
}

function isValueOf(order: ChangeOrder | undefined, value: OrderValue): boolean {
  if (order === undefined) return value === null;
  return order.by === 'percent' ? typeof value !== 'string' : isWholeNumberOrNull(value);
}

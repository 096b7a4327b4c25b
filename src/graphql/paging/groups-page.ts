import type { GroupBy, GroupOrder, RowGroup } from '../../archive/group-query.ts';
import type { OrderValue, RowFilter } from '../../archive/row-query.ts';
import type { StatisticsDay } from '../../jodoo/statistics-day.ts';
import type { Operation } from '../../usage/operation.ts';
import type { UsageList } from '../usage-lists.ts';
import type { PageArguments } from './page-arguments.ts';
import { pageInfoOf } from './page-info.ts';
import { decodePlaceCursor } from './place-cursor.ts';
import { isWholeNumberOrNull, type PlaceEdge, type PlacePage, placeWindow } from './place-page.ts';

export interface GroupsArguments extends PageArguments {
  readonly date?: StatisticsDay | null | undefined;
  readonly by: GroupBy;
  readonly filter?: RowFilter | undefined;
  readonly order?: GroupOrder | undefined;
}

/** A group, with what its fields need to know of the question. */
export interface GroupShape extends RowGroup {
  readonly by: GroupBy;
  readonly date: StatisticsDay;
}

export interface GroupsPage extends PlacePage<GroupShape> {
  readonly date: StatisticsDay;
}

/** A page of groups of a day's rows. Completes the day. */
export async function groupsPage(
  { kind }: UsageList,
  { date, by, filter, order, ...args }: GroupsArguments,
  operation: Operation,
): Promise<GroupsPage> {
  const cursors = {
    after: args.after ? decodePlaceCursor('after', args.after) : undefined,
    before: args.before ? decodePlaceCursor('before', args.before) : undefined,
  };
  const asked = date ?? cursors.after?.day ?? cursors.before?.day;
  const { by: orderBy, direction } = order ?? { by: 'key', direction: 'asc' };
  const day = await operation.requestedDay(kind, asked);
  const question = { of: `groups by ${by} ${orderBy} ${direction}`, day };
  const window = placeWindow(args, cursors, question, (value) => isValueOf(orderBy === 'key', value));
  const answer = await operation.list(kind).groups(day, { by, filter, order }, window);
  const edges = answer.groups.map(
    ({ group, place }): PlaceEdge<GroupShape> => ({
      place: { kind: 'place', ...question, place },
      node: { ...group, by, date: day },
    }),
  );
  return { date: day, edges, pageInfo: pageInfoOf(edges, answer), totalCount: answer.totalCount };
}

function isValueOf(isKey: boolean, value: OrderValue): boolean {
  return isKey ? typeof value === 'string' : isWholeNumberOrNull(value);
}

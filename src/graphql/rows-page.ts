import { type AppUsageOrder, isValueOf, type RowPlace } from '../archive/whole-day.ts';
import { badUserInput } from '../errors.ts';
import type { AppUsagePage, DayQuestion } from './app-usage-page.ts';
import type { GatewayContext } from './context.ts';
import { type Cursor, encodeCursor } from './cursor.ts';
import { pageSize } from './page-arguments.ts';

const LISTED = 'listed';

/** A page of the whole day, or of all asked ids, as SQL filters and orders it. */
export async function rowsPage(
  { date, appIds, filter, order, after, before, page }: DayQuestion,
  { operation }: GatewayContext,
): Promise<AppUsagePage> {
  const { from, count } = pageSize(page);
  const orderName = nameOf(order, appIds);
  const query = { appIds: appIds.length > 0 ? appIds : undefined, filter, order };
  const window = {
    after: placeOf('after', after, orderName, order),
    before: placeOf('before', before, orderName, order),
    from,
    count,
  };
  const { rows, hasBefore, hasAfter } = await operation.rows(date, query, window);
  const edges = rows.map(({ row, place }) => ({
    cursor: encodeCursor({ kind: 'row', day: date, order: orderName, place }),
    node: row,
  }));
  const facts = appIds.length > 0 ? await operation.apps(date, appIds) : new Map();
  return {
    edges,
    missingAppIds: appIds.filter((appId) => facts.get(appId)?.kind === 'absent'),
    pageInfo: {
      hasPreviousPage: hasBefore,
      hasNextPage: hasAfter,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function nameOf(order: AppUsageOrder | undefined, appIds: readonly string[]): string {
  if (order) return `${order.by} ${order.direction}`;
  return appIds.length > 0 ? 'asked' : LISTED;
}

function placeOf(
  name: string,
  cursor: Cursor | undefined,
  orderName: string,
  order: AppUsageOrder | undefined,
): RowPlace | undefined {
  if (cursor === undefined) return undefined;
  const isOfOrder = cursor.kind === 'row' && cursor.order === orderName;
  if (isOfOrder && isValueOf(order, cursor.place.value)) return cursor.place;
  // A list that is read from its end has the places of the list that is read from its start.
  if (cursor.kind === 'position' && orderName === LISTED) return { appId: '', value: cursor.position };
  throw badUserInput(
    `'${name}' is a cursor of another order: keep 'appIds', 'filter' and 'orderBy' the same while you page.`,
  );
}

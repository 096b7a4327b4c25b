/** Answers that contradict themselves, what was asked or each other, each of them right in its shape. */
import { type JsonObject, type Listed, pageOf } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Fault, FaultSelection } from './faults.ts';

/** An answer holds its first item twice: on a page in the place of its last one, so that the number is right. */
export const DUPLICATED_ITEM: Fault = changedItems((items, isPage) =>
  isPage && items.length > 1
    ? [...items.slice(0, -1), ...items.slice(0, 1)]
    : [...items, ...items.slice(0, 1)],
);

/** An answer lacks the item in this place (0: the first). */
export function missingItem(place = 0): Fault {
  return changedItems((items) => items.filter((_, index) => index !== place));
}

/** A look-up answers with an item of the list that nobody asked for, too; a page with one that is in no list. */
export const UNASKED_ITEM: Fault = listFault((body, { ids }, list) => {
  const items = itemsOf(body);
  const unasked = list.find(({ id }) => !ids.includes(id));
  const extra = ids.length > 0 ? unasked?.item : items[0] && invented(items[0]);
  return extra ? { ...body, items: [...items, extra] } : body;
});

/** A page holds one item more than its limit, as far as the list goes; a look-up one more than the ids. */
export const TOO_MANY_ITEMS: Fault = listFault((body, asked, list) => {
  const { ids, limit } = asked;
  if (ids.length === 0) return { ...body, ...pageOf(list, { ...asked, limit: limit + 1 }) };
  const others = list.filter(({ id }) => !ids.includes(id)).map(({ item }) => item);
  return { ...body, items: [...itemsOf(body), ...others].slice(0, ids.length + 1) };
});

/** A look-up says that there is more, and has nothing. */
export const NOTHING_BUT_MORE: Fault = listFault((body) => ({ ...body, has_next: true, items: [] }), {
  asks: 'ids',
});

/** These pages are empty, although the list goes on behind them. */
export function emptyPages(pages: readonly number[]): Fault {
  return listFault((body) => ({ ...body, has_next: true, items: [] }), { asks: 'page', pages });
}

/**
 * The list has moved by so many places since it was asked for before: after -1 (an item has come in front) a page begins
 * with the last item of the page before, after 1 (one has gone) an item falls between two pages.
 */
export function listMovedBy(places: number, only: FaultSelection = {}): Fault {
  return listFault(
    (body, asked, list) => ({
      ...body,
      ...pageOf(list, { ...asked, skip: Math.max(0, asked.skip + places) }),
    }),
    { asks: 'page', ...only },
  );
}

/** One item of the list has moved from a place to another since it was asked for before. */
export function itemMoved(from: number, to: number, only: FaultSelection = {}): Fault {
  return listFault((body, asked, list) => ({ ...body, ...pageOf(moved(list, from, to), asked) }), {
    asks: 'page',
    ...only,
  });
}

/** A success of so many items without anything in them. */
export function emptyItems(count: number): Fault {
  return listFault((body) => ({ ...body, items: Array.from({ length: count }, () => ({})) }));
}

/** The overview has no items: it is left as it is. */
function listFault(
  change: (body: JsonObject, asked: Asked, list: readonly Listed[]) => JsonObject,
  only?: FaultSelection,
): Fault {
  return {
    kind: 'answer',
    only,
    change: (body, asked, list) => (asked.endpoint === 'overview' ? body : change(body, asked, list)),
  };
}

function changedItems(change: (items: readonly JsonObject[], isPage: boolean) => JsonObject[]): Fault {
  return listFault((body, { ids }) => ({ ...body, items: change(itemsOf(body), ids.length === 0) }));
}

function itemsOf({ items }: JsonObject): JsonObject[] {
  return Array.isArray(items) ? items : [];
}

const INVENTED_ID = 'f'.repeat(24);

function invented(item: JsonObject): JsonObject {
  return 'member' in item
    ? { ...item, member: { member_id: INVENTED_ID, name: 'Nobody' } }
    : { ...item, app_id: INVENTED_ID, app_name: 'Nothing' };
}

function moved(list: readonly Listed[], from: number, to: number): Listed[] {
  const others = list.filter((_, index) => index !== from);
  return [...others.slice(0, to), ...list.slice(from, from + 1), ...others.slice(to)];
}

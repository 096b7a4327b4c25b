import type { OrderDirection } from '../documents.ts';
import { usePage } from './page-context.ts';
import { choiceOf } from './route.ts';

export interface TableChoices<Sort extends string> {
  readonly sort: Sort;
  readonly direction: OrderDirection;
  /** Part of a name; empty for all. */
  readonly find: string;
  /** Counted from 1. */
  readonly page: number;
  /** Where the page begins or ends, as the gateway's arguments. */
  readonly slice: {
    readonly first?: number;
    readonly after?: string;
    readonly last?: number;
    readonly before?: string;
  };
  /** Sorts by a column: the largest first, or the other way round when it is sorted so already. */
  readonly sortBy: (sort: Sort, isText: boolean) => void;
  readonly search: (find: string) => void;
  readonly next: (endCursor: string) => void;
  readonly previous: (startCursor: string) => void;
}

export const ROWS_A_PAGE = 25;
const FIRST_PAGE = { page: '', after: '', before: '' };

/** Order, search and page of a view's table, in its address. */
export function useTableChoices<const Sort extends string>(
  sorts: readonly [Sort, ...Sort[]],
): TableChoices<Sort> {
  const { route, change } = usePage();
  const { params } = route;
  const sort = choiceOf(params.sort, sorts);
  const direction = choiceOf(params.dir, ['DESC', 'ASC']);
  const page = Math.max(1, Math.trunc(Number(params.page)) || 1);
  return {
    sort,
    direction,
    find: params.find ?? '',
    page,
    slice: params.before
      ? { last: ROWS_A_PAGE, before: params.before }
      : { first: ROWS_A_PAGE, ...(params.after ? { after: params.after } : {}) },
    sortBy(column, isText) {
      const first = isText ? 'ASC' : 'DESC';
      const other = isText ? 'DESC' : 'ASC';
      change({ ...FIRST_PAGE, sort: column, dir: column === sort && direction === first ? other : first });
    },
    search: (find) => change({ ...FIRST_PAGE, find }, { replace: true }),
    next: (after) => change({ after, before: '', page: String(page + 1) }),
    previous: (before) => change(page <= 2 ? FIRST_PAGE : { before, after: '', page: String(page - 1) }),
  };
}

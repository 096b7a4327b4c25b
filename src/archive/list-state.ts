/** Which pages of a day's list are known, and whether they are the whole list. */
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { ListState } from './archive.ts';
import { BELIEF_NAMES, beliefValues, believedBy } from './believed.ts';
import type { Connection } from './connection.ts';
import type { Belief } from './fact.ts';
import { fixedQuery } from './fixed-query.ts';
import { LIST_NUMBERS } from './list-number.ts';
import type { ListPageTable } from './tables.ts';

export type PageRecord = Omit<ListPageTable, 'list' | 'day'>;

const believedPages = fixedQuery(['list', 'day', ...BELIEF_NAMES], ({ db }, { list, day, ...belief }) =>
  db
    .selectFrom('list_page')
    .select(['page', 'has_next', 'settled'])
    .where('list', '=', list)
    .where('day', '=', day)
    .where(believedBy('list_page', belief))
    .orderBy('page'),
);

export async function listState(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  belief: Belief,
): Promise<ListState> {
  const records = await believedPages(connection, {
    list: LIST_NUMBERS[kind],
    day: dayNumber(day),
    ...beliefValues(belief),
  });
  const complete = isWholeList(records);
  return {
    pages: new Map(records.map(({ page, has_next }) => [page, { hasNext: has_next === 1 }])),
    complete,
    settled: complete && records.every(({ settled }) => settled === 1),
  };
}

/** Known pages in ascending order: none lies behind the end and no id is on two, so these two looks are enough. */
export function isWholeList(pages: readonly Pick<ListPageTable, 'page' | 'has_next'>[]): boolean {
  return pages.at(-1)?.has_next === 0 && pages.every(({ page }, index) => page === index);
}

/** All known pages of a day, whatever is believed. */
export function pageRecords({ db }: Connection, list: number, day: number): Promise<PageRecord[]> {
  return db
    .selectFrom('list_page')
    .select(['page', 'row_count', 'has_next', 'asked_ms', 'settled'])
    .where('list', '=', list)
    .where('day', '=', day)
    .orderBy('page')
    .execute();
}

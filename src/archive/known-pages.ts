import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import { BELIEF_NAMES, beliefValues, believedBy } from './believed.ts';
import { type Connection, snapshot, sqlInteger } from './connection.ts';
import type { Belief, ListPage } from './fact.ts';
import { fixedQuery } from './fixed-query.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { usageRow, usageRows } from './row-columns.ts';

const pagesBetween = fixedQuery(
  ['list', 'day', 'first', 'last', ...BELIEF_NAMES],
  ({ db }, { list, day, first, last, ...belief }) =>
    db
      .selectFrom('list_page')
      .select(['page', 'has_next', 'settled'])
      .where('list', '=', list)
      .where('day', '=', day)
      .where('page', '>=', first)
      .where('page', '<=', last)
      .where(believedBy('list_page', belief))
      .orderBy('page'),
);

const rowsBetween = fixedQuery(['list', 'day', 'from', 'before'], (connection, { list, day, from, before }) =>
  usageRows(connection)
    .select('usage_row.position')
    .where('usage_row.list', '=', list)
    .where('usage_row.day', '=', day)
    .where('usage_row.position', '>=', from)
    .where('usage_row.position', '<', before)
    .orderBy('usage_row.position'),
);

/** The known pages `first` … `last` of a day's list, by number. */
export function knownPages(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  first: number,
  last: number,
  belief: Belief,
): Promise<Map<number, ListPage>> {
  return snapshot(connection, async (trx) => {
    const ofDay = { list: LIST_NUMBERS[kind], day: dayNumber(day) };
    const pages = await pagesBetween(trx, {
      ...ofDay,
      first: sqlInteger(first),
      last: sqlInteger(last),
      ...beliefValues(belief),
    });
    const [lowest, highest] = [pages[0], pages.at(-1)];
    if (lowest === undefined || highest === undefined) return new Map();
    const records = await rowsBetween(trx, {
      ...ofDay,
      from: lowest.page * MAX_PAGE_SIZE,
      before: (highest.page + 1) * MAX_PAGE_SIZE,
    });
    const rows = new Map<number, UsageRow[]>(pages.map(({ page }) => [page, []]));
    for (const record of records) {
      rows.get(Math.floor((record.position ?? 0) / MAX_PAGE_SIZE))?.push(usageRow(record));
    }
    return new Map(
      pages.map(({ page, has_next, settled }) => [
        page,
        { rows: rows.get(page) ?? [], hasNext: has_next === 1, settled: settled === 1 },
      ]),
    );
  });
}

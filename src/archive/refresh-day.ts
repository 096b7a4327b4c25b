import { sql } from 'kysely';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { Connection } from './connection.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { isWholeList, pageRecords } from './list-state.ts';
import { metricSumColumns, noSums } from './metric-sums.ts';

/** Keeps the day's record true: what is known, and once the list is complete and settled its sums. */
export async function refreshDay(connection: Connection, kind: ListKind, day: number): Promise<void> {
  const { db } = connection;
  const list = LIST_NUMBERS[kind];
  const pages = await pageRecords(connection, list, day);
  const isComplete = isWholeList(pages) && pages.every(({ settled }) => settled === 1);
  const first = pages[0];
  const { row_count, collected } = await db
    .selectFrom('usage_row')
    .select(({ fn }) => [
      fn.countAll<number>().as('row_count'),
      sql<number>`count(case when position < ${sql.lit(MAX_PAGE_SIZE)} and collected = 1 then 1 end)`.as(
        'collected',
      ),
    ])
    .where('list', '=', list)
    .where('day', '=', day)
    .executeTakeFirstOrThrow();
  if (row_count === 0 && first === undefined && !(await hasAbsences(connection, list, day))) {
    await db.deleteFrom('list_day').where('list', '=', list).where('day', '=', day).execute();
    return;
  }
  const sums = isComplete
    ? await db
        .selectFrom('usage_row')
        .select(metricSumColumns(connection))
        .where('list', '=', list)
        .where('day', '=', day)
        .where('position', 'is not', null)
        .executeTakeFirstOrThrow()
    : noSums();
  await db
    .updateTable('list_day')
    .set({
      row_count,
      complete: isComplete ? 1 : 0,
      not_collected: first?.page === 0 && first.row_count > 0 && collected === 0 ? 1 : 0,
      ...sums,
    })
    .where('list', '=', list)
    .where('day', '=', day)
    .execute();
}

async function hasAbsences({ db }: Connection, list: number, day: number): Promise<boolean> {
  const found = await db
    .selectFrom('absence')
    .select('id')
    .where('list', '=', list)
    .where('day', '=', day)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { Connection } from './connection.ts';

/**
 * Forgets which rows stand on pages, not the rows; and an empty page behind one of them, which nothing announces any
 * more, unless the page in front of it, `replaced`, is written again in the same transaction.
 */
export async function forgetPages(
  { db }: Connection,
  list: number,
  day: number,
  pages: readonly number[],
  replaced?: number,
): Promise<void> {
  for (const page of pages) {
    await db
      .updateTable('usage_row')
      .set({ position: null })
      .where('list', '=', list)
      .where('day', '=', day)
      .where('position', '>=', page * MAX_PAGE_SIZE)
      .where('position', '<', (page + 1) * MAX_PAGE_SIZE)
      .execute();
    await db
      .deleteFrom('list_page')
      .where('list', '=', list)
      .where('day', '=', day)
      .where((eb) =>
        eb.or([
          eb('page', '=', page),
          ...(page === replaced ? [] : [eb.and([eb('page', '=', page + 1), eb('row_count', '=', 0)])]),
        ]),
      )
      .execute();
  }
}

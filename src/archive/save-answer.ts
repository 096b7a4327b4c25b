/**
 * Files answers. Each is one transaction, which begins by writing the day's record: writers of a day wait for each
 * other, and never for a snapshot that they read before.
 */
import { sql } from 'kysely';
import { dayNumber } from '../jodoo/statistics-day.ts';
import { ArchiveError } from './archive-error.ts';
import type { Connection } from './connection.ts';
import type { ListAnswer } from './fact.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { noSums } from './metric-sums.ts';
import { refreshDay } from './refresh-day.ts';
import { saveLookup } from './save-lookup.ts';
import { savePage } from './save-page.ts';

/** Rejects with a `rejected` ArchiveError for an answer that no database could file as it is. */
export async function saveAnswer({ db, dialect }: Connection, answer: ListAnswer): Promise<void> {
  refuseBrokenIds(answer);
  const list = LIST_NUMBERS[answer.list];
  const day = dayNumber(answer.call.day);
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('list_day')
      .values({ list, day, row_count: 0, complete: 0, not_collected: 0, ...noSums() })
      .onConflict((conflict) =>
        conflict.columns(['list', 'day']).doUpdateSet({ row_count: sql`list_day.row_count` }),
      )
      .execute();
    const connection = { db: trx, dialect };
    if (answer.call.kind === 'ids') await saveLookup(connection, answer, answer.call.ids);
    else await savePage(connection, answer, answer.call.page);
    await refreshDay(connection, answer.list, day);
  });
}

/** One database refuses them, the other cuts them into the ids of others. */
function refuseBrokenIds({ list, call, rows }: ListAnswer): void {
  const ids = [
    ...(call.kind === 'ids' ? call.ids : []),
    ...rows.flatMap(({ id, creator }) => [id, creator?.memberId ?? '']),
  ];
  const broken = ids.find((id) => id.includes('\0'));
  if (broken === undefined) return;
  throw new ArchiveError(
    'rejected',
    `An answer of the ${list} list for ${call.day} cannot be filed: the id ${JSON.stringify(broken)} contains U+0000.`,
  );
}

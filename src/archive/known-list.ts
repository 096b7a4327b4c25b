/** What is known of a day's list. */
import type { Kysely } from 'kysely';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { ListState } from './archive.ts';
import { believed } from './believed.ts';
import type { Belief } from './fact.ts';
import type { Tables } from './tables.ts';

export interface KnownList extends ListState {
  /** True when every page of a complete list is settled. */
  readonly settled: boolean;
}

export async function knownList(db: Kysely<Tables>, day: StatisticsDay, belief: Belief): Promise<KnownList> {
  const records = await db
    .selectFrom('list_page')
    .select(['page', 'row_count', 'has_next', 'asked_ms', 'settled'])
    .where('day', '=', dayNumber(day))
    .where(believed('list_page', belief))
    .orderBy('page')
    .execute();
  const pages = new Map(
    records.map(({ page, has_next, asked_ms }) => [page, { hasNext: has_next === 1, askedAtMs: asked_ms }]),
  );
  const end = records.findIndex(({ page, has_next }, index) => page !== index || has_next === 0);
  const last = records[end];
  if (last === undefined || last.page !== end) return { pages, complete: false, settled: false };
  const whole = records.slice(0, end + 1);
  // An app that was listed twice, or that a later answer no longer knows, leaves fewer rows than the pages had.
  const listed = whole.reduce((sum, { row_count }) => sum + row_count, 0);
  const complete = (await countListed(db, day, end)) === listed;
  return { pages, complete, settled: complete && whole.every(({ settled }) => settled === 1) };
}

async function countListed(db: Kysely<Tables>, day: StatisticsDay, lastPage: number): Promise<number> {
  const { rows } = await db
    .selectFrom('app_day')
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('day', '=', dayNumber(day))
    .where('position', '<', (lastPage + 1) * MAX_PAGE_SIZE)
    .executeTakeFirstOrThrow();
  return rows;
}

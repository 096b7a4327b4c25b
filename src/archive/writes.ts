/** Files answers. Each is one transaction, which begins by writing the day's row: writers of a day wait for each other. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Asked, Belief } from './fact.ts';
import { knownList } from './known-list.ts';
import { metricSumColumns, noSums, type SummedColumns } from './metric-sums.ts';
import { appDayColumns } from './row-columns.ts';
import type { AppDayTable, Tables } from './tables.ts';

/** Nothing provisional counts. */
const SETTLED_ONLY = (day: StatisticsDay): Belief => ({ sinceMs: Number.MAX_SAFE_INTEGER, fromDay: day });

export async function saveLookup(
  db: Kysely<Tables>,
  day: StatisticsDay,
  askedIds: readonly string[],
  rows: readonly AppUsageRow[],
  asked: Asked,
): Promise<void> {
  await write(db, day, async (trx) => {
    await upsertRows(
      trx,
      rows.map((row) => appDayColumns(row, null, asked)),
    );
    await saveCreators(trx, day, rows);
    await forgetAbsences(trx, day, rows);
    const found = new Set(rows.map(({ appId }) => appId));
    const absent = askedIds.filter((appId) => !found.has(appId));
    await saveAbsences(trx, day, absent, asked);
  });
}

export async function savePage(
  db: Kysely<Tables>,
  day: StatisticsDay,
  page: number,
  rows: readonly AppUsageRow[],
  hasNext: boolean,
  asked: Asked,
): Promise<void> {
  await write(db, day, async (trx) => {
    const number = dayNumber(day);
    const columns = rows.map((row, index) => appDayColumns(row, page * MAX_PAGE_SIZE + index, asked));
    const settled = asked.settled && columns.every((row) => row.settled === 1) ? 1 : 0;
    const held = await trx
      .selectFrom('list_page')
      .select('settled')
      .where('day', '=', number)
      .where('page', '=', page)
      .executeTakeFirst();
    // An answer that was asked before the day settled never replaces a settled one that overtook it.
    if (held?.settled === 1 && settled === 0) return;
    await forgetOverlappedPages(trx, number, page, rows);
    await trx
      .updateTable('app_day')
      .set({ position: null })
      .where('day', '=', number)
      .where('position', '>=', page * MAX_PAGE_SIZE)
      .where('position', '<', (page + 1) * MAX_PAGE_SIZE)
      .execute();
    await upsertRows(trx, columns);
    await saveCreators(trx, day, rows);
    await forgetAbsences(trx, day, rows);
    const record = {
      day: number,
      page,
      row_count: rows.length,
      has_next: hasNext ? 1 : 0,
      asked_ms: asked.atMs,
      settled,
    };
    await trx
      .insertInto('list_page')
      .values(record)
      .onConflict((conflict) => conflict.columns(['day', 'page']).doUpdateSet(record))
      .execute();
  });
}

async function write(
  db: Kysely<Tables>,
  day: StatisticsDay,
  save: (trx: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('archive_day')
      .values({ day: dayNumber(day), row_count: 0, complete: 0, ...noSums() })
      .onConflict((conflict) => conflict.column('day').doUpdateSet({ row_count: sql`archive_day.row_count` }))
      .execute();
    await save(trx);
    await refreshDay(trx, day);
  });
}

/** Settled rows stay as they are; a place in the list is taken over where the answer has one. */
async function upsertRows(trx: Transaction<Tables>, rows: readonly AppDayTable[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const kept = (column: string) =>
    sql`case when app_day.settled > excluded.settled then ${sql.ref(`app_day.${column}`)} else ${sql.ref(`excluded.${column}`)} end`;
  const facts = Object.keys(first).filter((column) => !['day', 'app_id', 'position'].includes(column));
  const updates = Object.fromEntries(facts.map((column) => [column, kept(column)]));
  // An id that one answer holds twice is one row: the later place wins, and the page's count tells of it.
  const unique = [...new Map(rows.map((row) => [row.app_id, row])).values()];
  await trx
    .insertInto('app_day')
    .values(unique)
    .onConflict((conflict) =>
      conflict
        .columns(['day', 'app_id'])
        .doUpdateSet({ ...updates, position: sql`coalesce(excluded.position, app_day.position)` }),
    )
    .execute();
}

/** The name that a member was last seen under. */
async function saveCreators(
  trx: Transaction<Tables>,
  day: StatisticsDay,
  rows: readonly AppUsageRow[],
): Promise<void> {
  const creators = new Map(
    rows.flatMap(({ creator }) => (creator ? [[creator.memberId, creator.name] as const] : [])),
  );
  if (creators.size === 0) return;
  await trx
    .insertInto('member')
    .values([...creators].map(([member_id, name]) => ({ member_id, name, named_on: dayNumber(day) })))
    .onConflict((conflict) =>
      conflict
        .column('member_id')
        .doUpdateSet({ name: sql`excluded.name`, named_on: sql`excluded.named_on` })
        .whereRef('member.named_on', '<=', 'excluded.named_on'),
    )
    .execute();
}

/** An id on another page: the list moved between the calls, so the older page is no longer true. */
async function forgetOverlappedPages(
  trx: Transaction<Tables>,
  day: number,
  page: number,
  rows: readonly AppUsageRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const placed = await trx
    .selectFrom('app_day')
    .select('position')
    .where('day', '=', day)
    .where('app_id', 'in', ids(rows))
    .where('position', 'is not', null)
    .execute();
  const overlapped = new Set(placed.map(({ position }) => Math.floor((position ?? 0) / MAX_PAGE_SIZE)));
  overlapped.delete(page);
  if (overlapped.size === 0) return;
  await trx
    .deleteFrom('list_page')
    .where('day', '=', day)
    .where('page', 'in', [...overlapped])
    .execute();
}

async function forgetAbsences(
  trx: Transaction<Tables>,
  day: StatisticsDay,
  rows: readonly AppUsageRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .deleteFrom('absence')
    .where('day', '=', dayNumber(day))
    .where('app_id', 'in', ids(rows))
    .execute();
}

async function saveAbsences(
  trx: Transaction<Tables>,
  day: StatisticsDay,
  appIds: readonly string[],
  asked: Asked,
): Promise<void> {
  if (appIds.length === 0) return;
  const number = dayNumber(day);
  const settledRows = await trx
    .selectFrom('app_day')
    .select('app_id')
    .where('day', '=', number)
    .where('app_id', 'in', appIds)
    .where('settled', '=', 1)
    .execute();
  const known = new Set(settledRows.map(({ app_id }) => app_id));
  const absent = appIds.filter((appId) => !known.has(appId));
  if (absent.length === 0) return;
  await trx.deleteFrom('app_day').where('day', '=', number).where('app_id', 'in', absent).execute();
  await trx
    .insertInto('absence')
    .values(
      absent.map((app_id) => ({
        day: number,
        app_id,
        asked_ms: asked.atMs,
        settled: asked.settled ? 1 : 0,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['day', 'app_id'])
        .doUpdateSet({ asked_ms: sql`excluded.asked_ms`, settled: sql`excluded.settled` })
        .whereRef('absence.settled', '<=', 'excluded.settled'),
    )
    .execute();
}

/** Keeps the day's own row true: its rows, and once it is complete and settled its sums. */
async function refreshDay(trx: Transaction<Tables>, day: StatisticsDay): Promise<void> {
  const number = dayNumber(day);
  const { settled } = await knownList(trx, day, SETTLED_ONLY(day));
  const { row_count } = await trx
    .selectFrom('app_day')
    .select(({ fn }) => fn.countAll<number>().as('row_count'))
    .where('day', '=', number)
    .executeTakeFirstOrThrow();
  const sums: SummedColumns = settled
    ? await trx
        .selectFrom('app_day')
        .select(metricSumColumns())
        .where('day', '=', number)
        .where('position', 'is not', null)
        .executeTakeFirstOrThrow()
    : noSums();
  await trx
    .updateTable('archive_day')
    .set({ row_count, complete: settled ? 1 : 0, ...sums })
    .where('day', '=', number)
    .execute();
}

function ids(rows: readonly AppUsageRow[]): string[] {
  return rows.map(({ appId }) => appId);
}

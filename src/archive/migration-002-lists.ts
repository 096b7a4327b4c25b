/** Frozen: moves an archive of apps into tables for every list, in place, and drops what does not fit what is known. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { COUNTS } from './migration-001-archive.ts';
import { createListTables } from './migration-002-tables.ts';

const APP = 1;
const MEMBER = 2;
const PAGE_SIZE = 100;

interface OldPage {
  readonly page: number;
  readonly row_count: number;
  readonly has_next: number;
  readonly asked_ms: number;
  readonly settled: number;
  /** How many rows have a position on it. */
  readonly placed: number;
}

export async function moveToListTables(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await sql`alter table list_page rename to old_list_page`.execute(db);
  await sql`alter table absence rename to old_absence`.execute(db);
  await sql`drop table day_lease`.execute(db);
  await sql`drop table slot_claim`.execute(db);
  await createListTables(db, dialect);
  const days = await sql<{ day: number }>`select day from archive_day order by day`.execute(db);
  // Day by day: a statement over years would outlast the database's deadline for statements.
  for (const { day } of days.rows) await moveDay(db, dialect, day);
  await moveMembers(db);
  for (const table of ['app_day', 'old_list_page', 'old_absence', 'archive_day', 'member']) {
    await sql`drop table ${sql.table(table)}`.execute(db);
  }
}

async function moveDay(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres', day: number): Promise<void> {
  const pages = keptPages(await oldPages(db, day));
  for (const { page, row_count, has_next, asked_ms, settled } of pages) {
    await sql`insert into list_page (list, day, page, row_count, has_next, asked_ms, settled)
      values (${APP}, ${day}, ${page}, ${row_count}, ${has_next}, ${asked_ms}, ${settled})`.execute(db);
  }
  await moveRows(
    db,
    day,
    pages.map(({ page }) => page),
  );
  await sql`insert into absence (list, day, id, asked_ms, settled, silences)
    select ${sql.lit(APP)}, day, app_id, asked_ms, settled, 1 from old_absence where day = ${day}`.execute(
    db,
  );
  await sql`insert into entity (list, id, name, name_folded, named_on, creator_id, first_day, last_day)
    select ${sql.lit(APP)}, app_id, name, name_folded, day, creator_id, day, day from app_day where day = ${day}
    on conflict (list, id) do update set name = excluded.name, name_folded = excluded.name_folded,
      named_on = excluded.named_on, creator_id = excluded.creator_id, last_day = excluded.last_day`.execute(
    db,
  );
  await noteDay(db, dialect, day, pages);
}

async function oldPages(db: Kysely<unknown>, day: number): Promise<OldPage[]> {
  const { rows } = await sql<OldPage>`select page, row_count, has_next, asked_ms, settled,
    coalesce((select count(*) from app_day where app_day.day = old_list_page.day
      and app_day.position >= old_list_page.page * ${sql.lit(PAGE_SIZE)}
      and app_day.position < (old_list_page.page + 1) * ${sql.lit(PAGE_SIZE)}), 0) as placed
    from old_list_page where day = ${day} order by page`.execute(db);
  return rows;
}

/**
 * Pages that fit each other. A page that lost rows was unknown already. An empty page is the list's end where a known
 * page announces it, and anywhere else the leftover of an invented cursor.
 */
function keptPages(old: readonly OldPage[]): OldPage[] {
  const sound = old.filter(
    ({ row_count, placed, has_next }) => row_count === placed && !(row_count === 0 && has_next === 1),
  );
  const kept: OldPage[] = [];
  for (const page of sound) {
    const before = kept.at(-1);
    const isBehindEnd = before?.has_next === 0;
    const isAnnounced = page.page === 0 || (before?.page === page.page - 1 && before.has_next === 1);
    if (isBehindEnd || (page.row_count === 0 && !isAnnounced)) continue;
    // The list has grown since this page was its end.
    const isOutdated = page.has_next === 0 && sound.some((other) => isLaterThan(other, page));
    if (!isOutdated) kept.push(page);
  }
  return kept;
}

function isLaterThan(other: OldPage, end: OldPage): boolean {
  const isBetter =
    other.settled > end.settled || (other.settled === end.settled && other.asked_ms > end.asked_ms);
  return other.page > end.page && other.row_count > 0 && isBetter;
}

async function moveRows(db: Kysely<unknown>, day: number, pages: readonly number[]): Promise<void> {
  const position =
    pages.length === 0
      ? sql`null`
      : sql`case when position / ${sql.lit(PAGE_SIZE)} in (${sql.join(pages.map((page) => sql.lit(page)))}) then position end`;
  const kept = [
    'name',
    'name_folded',
    'creator_id',
    'created_at',
    'created_ms',
    'last_edit_at',
    'last_edit_ms',
    'last_visit_at',
    'last_visit_ms',
    'collected',
    'asked_ms',
    'settled',
    ...COUNTS,
  ];
  const columns = sql.join(kept.map((column) => sql.ref(column)));
  await sql`insert into usage_row (list, day, id, position, ${columns})
    select ${sql.lit(APP)}, day, app_id, ${position}, ${columns} from app_day where day = ${day}`.execute(db);
}

async function noteDay(
  db: Kysely<unknown>,
  dialect: 'sqlite' | 'postgres',
  day: number,
  pages: readonly OldPage[],
): Promise<void> {
  const ofDay = sql`list = ${sql.lit(APP)} and day = ${day}`;
  const counted = await sql<{ rows: number; absences: number; collected: number }>`select
    (select count(*) from usage_row where ${ofDay}) as rows,
    (select count(*) from absence where ${ofDay}) as absences,
    (select count(*) from usage_row where ${ofDay} and position < ${sql.lit(PAGE_SIZE)} and collected = 1) as collected
    `.execute(db);
  const { rows = 0, absences = 0, collected = 0 } = counted.rows[0] ?? {};
  if (rows === 0 && absences === 0 && pages.length === 0) return;
  const end = pages.at(-1);
  const isComplete =
    end?.has_next === 0 && pages.every(({ page, settled }, index) => page === index && settled === 1);
  const first = pages[0];
  const isNotCollected = first?.page === 0 && first.row_count > 0 && collected === 0;
  const columns = sql.join(COUNTS.map((count) => sql.ref(count)));
  const ifComplete = (value: RawBuilder<unknown>) =>
    sql`case when ${sql.lit(isComplete ? 1 : 0)} = 1 then ${value} end`;
  await sql`insert into list_day (list, day, row_count, complete, not_collected, summed_rows, ${columns})
    select ${sql.lit(APP)}, ${sql.lit(day)}, ${sql.lit(rows)}, ${sql.lit(isComplete ? 1 : 0)},
      ${sql.lit(isNotCollected ? 1 : 0)}, ${ifComplete(sql`count(*)`)},
      ${sql.join(COUNTS.map((count) => ifComplete(sumOf(dialect, count))))}
    from usage_row where ${ofDay} and position is not null`.execute(db);
}

/** A sum that exceeds 2^53-1 is no count: it is left out. */
function sumOf(dialect: 'sqlite' | 'postgres', count: string): RawBuilder<unknown> {
  const column = sql.ref(count);
  const total = dialect === 'sqlite' ? sql`total(${column})` : sql`coalesce(sum(${column}), 0)`;
  return sql`case when count(*) = count(${column}) and ${total} <= ${sql.lit(Number.MAX_SAFE_INTEGER)}
    then cast(${total} as bigint) end`;
}

/** Folded here: no database folds letters beyond ASCII as we do. */
async function moveMembers(db: Kysely<unknown>): Promise<void> {
  const members = await sql<{
    member_id: string;
    name: string;
    named_on: number;
  }>`select * from member`.execute(db);
  for (let from = 0; from < members.rows.length; from += 500) {
    const records = members.rows
      .slice(from, from + 500)
      .map(
        ({ member_id, name, named_on }) =>
          sql`(${MEMBER}, ${member_id}, ${name}, ${name.toLowerCase()}, ${named_on})`,
      );
    await sql`insert into entity (list, id, name, name_folded, named_on) values ${sql.join(records)}`.execute(
      db,
    );
  }
}

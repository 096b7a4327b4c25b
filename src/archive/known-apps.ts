/** What is known of apps and pages of one day. */
import { type Kysely, sql } from 'kysely';
import type { AppUsageRow, MemberRef } from '../jodoo/app-usage-row.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { believed } from './believed.ts';
import type { AppFact, Belief, ListPage } from './fact.ts';
import { knownList } from './known-list.ts';
import { creatorName, usageRow } from './row-columns.ts';
import type { Tables } from './tables.ts';

export async function knownApps(
  db: Kysely<Tables>,
  day: StatisticsDay,
  appIds: readonly string[],
  belief: Belief,
): Promise<Map<string, AppFact>> {
  const facts = new Map<string, AppFact>();
  if (appIds.length === 0) return facts;
  const rows = await appDayRows(db)
    .where('day', '=', dayNumber(day))
    .where('app_id', 'in', appIds)
    .where(believed('app_day', belief))
    .execute();
  for (const row of rows) {
    facts.set(row.app_id, { kind: 'row', row: usageRow(row), settled: row.settled === 1 });
  }
  if (facts.size === new Set(appIds).size) return facts;
  const absences = await db
    .selectFrom('absence')
    .select(['app_id', 'settled'])
    .where('day', '=', dayNumber(day))
    .where('app_id', 'in', appIds)
    .where(believed('absence', belief))
    .execute();
  for (const { app_id, settled } of absences) {
    if (!facts.has(app_id)) facts.set(app_id, { kind: 'absent', settled: settled === 1 });
  }
  if (facts.size === new Set(appIds).size) return facts;
  const { complete, settled } = await knownList(db, day, belief);
  if (!complete) return facts;
  for (const appId of appIds) if (!facts.has(appId)) facts.set(appId, { kind: 'absent', settled });
  return facts;
}

export async function knownPage(
  db: Kysely<Tables>,
  day: StatisticsDay,
  page: number,
  belief: Belief,
): Promise<ListPage | undefined> {
  const record = await db
    .selectFrom('list_page')
    .select(['row_count', 'has_next', 'settled'])
    .where('day', '=', dayNumber(day))
    .where('page', '=', page)
    .where(believed('list_page', belief))
    .executeTakeFirst();
  if (record === undefined) return undefined;
  const rows = await appDayRows(db)
    .where('day', '=', dayNumber(day))
    .where('position', '>=', page * MAX_PAGE_SIZE)
    .where('position', '<', (page + 1) * MAX_PAGE_SIZE)
    .orderBy('position')
    .execute();
  // A row of it was found missing since: the page has to be listed again.
  if (rows.length !== record.row_count) return undefined;
  return { rows: rows.map(usageRow), hasNext: record.has_next === 1, settled: record.settled === 1 };
}

/** Each app's row of the latest day: one seek for each, however many years there are. */
export async function latestRows(
  db: Kysely<Tables>,
  appIds: readonly string[],
): Promise<Map<string, AppUsageRow>> {
  if (appIds.length === 0) return new Map();
  const asked = sql<{ column1: string }>`(values ${sql.join(appIds.map((appId) => sql`(${appId})`))})`;
  const rows = await db
    .selectFrom(asked.as('asked'))
    .innerJoin('app_day', (join) =>
      join.onRef('app_day.app_id', '=', 'asked.column1').on('app_day.day', '=', (eb) =>
        eb
          .selectFrom('app_day as other')
          .select(({ fn }) => fn.max('other.day').as('day'))
          .whereRef('other.app_id', '=', 'asked.column1'),
      ),
    )
    .leftJoin('member', 'member.member_id', 'app_day.creator_id')
    .selectAll('app_day')
    .select(creatorName)
    .execute();
  return new Map(rows.map((row) => [row.app_id, usageRow(row)]));
}

export async function knownMembers(
  db: Kysely<Tables>,
  memberIds: readonly string[],
): Promise<Map<string, MemberRef>> {
  if (memberIds.length === 0) return new Map();
  const members = await db.selectFrom('member').selectAll().where('member_id', 'in', memberIds).execute();
  return new Map(members.map(({ member_id, name }) => [member_id, { memberId: member_id, name }]));
}

export function appDayRows(db: Kysely<Tables>) {
  return db
    .selectFrom('app_day')
    .leftJoin('member', 'member.member_id', 'app_day.creator_id')
    .selectAll('app_day')
    .select(creatorName);
}

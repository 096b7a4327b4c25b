/** Ranges of days. */
import type { Kysely } from 'kysely';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import {
  type DayRange,
  dayFromNumber,
  dayNumber,
  eachDay,
  type StatisticsDay,
} from '../jodoo/statistics-day.ts';
import type { AppHistory, ArchiveSummary, DaySum, HistoryWindow } from './archive.ts';
import { believed } from './believed.ts';
import type { Belief } from './fact.ts';
import { appDayRows } from './known-apps.ts';
import { rowsSum } from './metric-sums.ts';
import { usageRow } from './row-columns.ts';
import type { Tables } from './tables.ts';

export async function appHistory(
  db: Kysely<Tables>,
  appId: string,
  { from, to }: DayRange,
  { after, before, count, from: end }: HistoryWindow,
  belief: Belief,
): Promise<AppHistory> {
  const inRange = appDayRows(db)
    .where('app_id', '=', appId)
    .where('day', '>=', dayNumber(from))
    .where('day', '<=', dayNumber(to))
    .where(believed('app_day', belief));
  let select = inRange;
  if (after !== undefined) select = select.where('day', '>', dayNumber(after));
  if (before !== undefined) select = select.where('day', '<', dayNumber(before));
  const records = await select
    .orderBy('day', end === 'first' ? 'asc' : 'desc')
    .limit(count)
    .execute();
  if (end === 'last') records.reverse();
  const [first, last] = [records[0], records.at(-1)];
  const exists = async (side: '<' | '>', day: number) =>
    (await inRange.where('day', side, day).limit(1).execute()).length > 0;
  return {
    rows: records.map(usageRow),
    hasBefore: first ? await exists('<', first.day) : after !== undefined,
    hasAfter: last ? await exists('>', last.day) : before !== undefined,
  };
}

export async function unknownDaysOf(
  db: Kysely<Tables>,
  appId: string,
  range: DayRange,
  belief: Belief,
): Promise<StatisticsDay[]> {
  const [from, to] = [dayNumber(range.from), dayNumber(range.to)];
  const [rows, absences, complete] = await Promise.all([
    db
      .selectFrom('app_day')
      .select('day')
      .where('app_id', '=', appId)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .where(believed('app_day', belief))
      .execute(),
    db
      .selectFrom('absence')
      .select('day')
      .where('app_id', '=', appId)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .where(believed('absence', belief))
      .execute(),
    completeDays(db, range),
  ]);
  const known = new Set([...rows, ...absences].map(({ day }) => dayFromNumber(day)));
  for (const day of complete) known.add(day);
  return eachDay(range).filter((day) => !known.has(day));
}

export async function completeDays(db: Kysely<Tables>, range: DayRange): Promise<StatisticsDay[]> {
  const days = await db
    .selectFrom('archive_day')
    .select('day')
    .where('complete', '=', 1)
    .where('day', '>=', dayNumber(range.from))
    .where('day', '<=', dayNumber(range.to))
    .orderBy('day')
    .execute();
  return days.map(({ day }) => dayFromNumber(day));
}

export async function daySums(db: Kysely<Tables>, range: DayRange): Promise<DaySum[]> {
  const days = await db
    .selectFrom('archive_day')
    .selectAll()
    .where('complete', '=', 1)
    .where('day', '>=', dayNumber(range.from))
    .where('day', '<=', dayNumber(range.to))
    .orderBy('day')
    .execute();
  return days.map((columns) => ({ day: dayFromNumber(columns.day), ...rowsSum(columns) }));
}

export async function nearestCompleteDay(
  db: Kysely<Tables>,
  day: StatisticsDay,
  withinDays: number,
): Promise<StatisticsDay | undefined> {
  const number = dayNumber(day);
  const complete = db.selectFrom('archive_day').select('day').where('complete', '=', 1);
  const [earlier, later] = await Promise.all([
    complete.where('day', '<=', number).orderBy('day', 'desc').limit(1).executeTakeFirst(),
    complete.where('day', '>', number).orderBy('day', 'asc').limit(1).executeTakeFirst(),
  ]);
  const near = [earlier, later]
    .flatMap((found) => (found ? [found.day] : []))
    .filter((other) => Math.abs(other - number) <= withinDays)
    .sort((a, b) => Math.abs(a - number) - Math.abs(b - number));
  return near[0] === undefined ? undefined : dayFromNumber(near[0]);
}

export async function archiveSummary(db: Kysely<Tables>): Promise<ArchiveSummary> {
  const { first, last, complete, rows } = await db
    .selectFrom('archive_day')
    .select(({ fn }) => [
      fn.min<number | null>('day').as('first'),
      fn.max<number | null>('day').as('last'),
      fn.sum<number | null>('complete').as('complete'),
      fn.sum<number | null>('row_count').as('rows'),
    ])
    .executeTakeFirstOrThrow();
  return {
    firstDay: first === null ? null : dayFromNumber(first),
    lastDay: last === null ? null : dayFromNumber(last),
    completeDays: complete ?? 0,
    rows: rows ?? 0,
  };
}

/** Day by day, so that no more than one day is held. */
export async function* exportedRows(db: Kysely<Tables>, range: DayRange): AsyncIterable<AppUsageRow> {
  const days = await db
    .selectFrom('archive_day')
    .select('day')
    .where('day', '>=', dayNumber(range.from))
    .where('day', '<=', dayNumber(range.to))
    .orderBy('day')
    .execute();
  for (const { day } of days) {
    const rows = await appDayRows(db)
      .where('day', '=', day)
      .orderBy((eb) => eb.case().when('position', 'is', null).then(1).else(0).end())
      .orderBy('position')
      .orderBy('app_id')
      .execute();
    yield* rows.map(usageRow);
  }
}

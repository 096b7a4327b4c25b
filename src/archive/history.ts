import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { type DayRange, dayNumber, eachDay } from '../jodoo/statistics-day.ts';
import type { History, HistoryWindow } from './archive.ts';
import { believed } from './believed.ts';
import { type Connection, snapshot } from './connection.ts';
import type { Belief } from './fact.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { isWholeList } from './list-state.ts';
import { usageRow, usageRows } from './row-columns.ts';

/** What is known of one id, by day number: whether it has a row that day, and whether that is settled. */
type KnownDays = Map<number, { readonly present: boolean; readonly settled: boolean }>;

export function history(
  connection: Connection,
  kind: ListKind,
  id: string,
  range: DayRange,
  window: HistoryWindow,
  belief: Belief,
): Promise<History> {
  return snapshot(connection, async (trx) => {
    const known = await knownDays(trx, kind, id, range, belief);
    const days = eachDay(range);
    const present = days.map(dayNumber).filter((day) => known.get(day)?.present);
    const cut = cutDays(present, window);
    const [first, last] = [cut[0], cut.at(-1)];
    const records =
      first === undefined || last === undefined
        ? []
        : await usageRows(trx)
            .where(ofId('usage_row', kind, id, first, last))
            .where(believed('usage_row', belief))
            .orderBy('usage_row.day')
            .execute();
    return {
      rows: records.map(usageRow),
      hasBefore: first === undefined ? window.after !== undefined : first !== present[0],
      hasAfter: last === undefined ? window.before !== undefined : last !== present.at(-1),
      unknownDays: days.filter((day) => !known.has(dayNumber(day))),
      settled: days.every((day) => known.get(dayNumber(day))?.settled === true),
    };
  });
}

/** The days of a window, of those that have a row. */
function cutDays(present: readonly number[], { after, before, count, from }: HistoryWindow): number[] {
  const stretch = present.filter(
    (day) =>
      (after === undefined || day > dayNumber(after)) && (before === undefined || day < dayNumber(before)),
  );
  return from === 'first' ? stretch.slice(0, count) : stretch.slice(Math.max(0, stretch.length - count));
}

async function knownDays(
  { db }: Connection,
  kind: ListKind,
  id: string,
  { from, to }: DayRange,
  belief: Belief,
): Promise<KnownDays> {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const known: KnownDays = new Map();
  // Least trusted first: presence beats absence, and a look-up's absence says no more than a whole list does.
  const absences = await db
    .selectFrom('absence')
    .select(['day', 'settled'])
    .where(ofId('absence', kind, id, first, last))
    .where(believed('absence', belief))
    .execute();
  for (const { day, settled } of absences) known.set(day, { present: false, settled: settled === 1 });
  const pages = await db
    .selectFrom('list_page')
    .select(['day', 'page', 'has_next', 'settled'])
    .where('list', '=', LIST_NUMBERS[kind])
    .where('day', '>=', first)
    .where('day', '<=', last)
    .where(believed('list_page', belief))
    .orderBy('day')
    .orderBy('page')
    .execute();
  for (const [day, settled] of wholeDays(pages)) {
    if (settled || !known.has(day)) known.set(day, { present: false, settled });
  }
  const rows = await db
    .selectFrom('usage_row')
    .select(['day', 'settled'])
    .where(ofId('usage_row', kind, id, first, last))
    .where(believed('usage_row', belief))
    .execute();
  for (const { day, settled } of rows) known.set(day, { present: true, settled: settled === 1 });
  return known;
}

/** The plus keeps SQLite, which takes lists for many and short, from reading every row of these days instead. */
function ofId(
  table: 'usage_row' | 'absence',
  kind: ListKind,
  id: string,
  first: number,
  last: number,
): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`${column('id')} = ${id.replaceAll('\0', '')} and ${column('day')} between ${first} and ${last}
    and +${column('list')} = ${LIST_NUMBERS[kind]}`;
}

interface DayPage {
  readonly day: number;
  readonly page: number;
  readonly has_next: number;
  readonly settled: number;
}

/** The days whose whole list is known, and whether it is settled. */
function wholeDays(pages: readonly DayPage[]): Map<number, boolean> {
  const byDay = new Map<number, DayPage[]>();
  for (const page of pages) {
    const ofDay = byDay.get(page.day);
    if (ofDay === undefined) byDay.set(page.day, [page]);
    else ofDay.push(page);
  }
  return new Map(
    [...byDay]
      .filter(([, ofDay]) => isWholeList(ofDay))
      .map(([day, ofDay]) => [day, ofDay.every(({ settled }) => settled === 1)]),
  );
}

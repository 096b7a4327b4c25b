import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import {
  type DayRange,
  dayFromNumber,
  dayNumber,
  eachDay,
  type StatisticsDay,
} from '../jodoo/statistics-day.ts';
import type { ArchivedHistory, HistoryDay, HistoryWindow } from './archive.ts';
import { BELIEF_NAMES, beliefValues, believedBy } from './believed.ts';
import { type Connection, snapshot } from './connection.ts';
import type { Belief } from './fact.ts';
import { fixedQuery } from './fixed-query.ts';
import { cutDays } from './history-window.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { isWholeList } from './list-state.ts';
import { type RowRecord, usageRow, usageRows } from './row-columns.ts';

/** What is known of one id, by day number. */
type KnownDays = Map<number, HistoryDay>;

/** The id's part of a query, and the first and the last day that it is about. */
interface Span {
  readonly list: number;
  readonly id: string;
  readonly first: number;
  readonly last: number;
}

export function history(
  connection: Connection,
  kind: ListKind,
  id: string,
  range: DayRange,
  window: HistoryWindow,
  belief: Belief,
): Promise<ArchivedHistory> {
  const days = eachDay(range);
  const span: Span = {
    list: LIST_NUMBERS[kind],
    id: id.replaceAll('\0', ''),
    first: dayNumber(range.from),
    last: dayNumber(range.to),
  };
  return snapshot(connection, async (trx) => {
    const takesAll = window.count >= days.length && window.after === undefined && window.before === undefined;
    const all = takesAll ? await rowsOfId(trx, { ...span, ...beliefValues(belief) }) : undefined;
    const known = await knownDays(trx, span, days, belief, all);
    const present = days.map(dayNumber).filter((day) => known.get(day)?.present);
    const { days: cut, ...rest } = cutDays(present, window);
    const records = all ?? (await rowsBetween(trx, span, cut, belief));
    return {
      rows: records.map(usageRow),
      ...rest,
      unknownDays: days.filter((day) => !known.has(dayNumber(day))),
      settled: days.every((day) => known.get(dayNumber(day))?.settled === true),
      knownDays: new Map([...known].map(([day, fact]) => [dayFromNumber(day), fact])),
    };
  });
}

async function rowsBetween(
  connection: Connection,
  span: Span,
  days: readonly number[],
  belief: Belief,
): Promise<RowRecord[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  return await rowsOfId(connection, { ...span, first, last, ...beliefValues(belief) });
}

/** `records`: the rows of these days, where they are read already. Presence beats absence, whatever is settled. */
async function knownDays(
  connection: Connection,
  span: Span,
  days: readonly StatisticsDay[],
  belief: Belief,
  records: readonly RowRecord[] | undefined,
): Promise<KnownDays> {
  const rows = records ?? (await presentDays(connection, { ...span, ...beliefValues(belief) }));
  const known: KnownDays = new Map(
    rows.map(({ day, settled }) => [day, { present: true, settled: settled === 1 }]),
  );
  const without = days.map(dayNumber).filter((day) => !known.has(day));
  for (const [day, settled] of await absentDays(connection, span, without, belief)) {
    if (!known.has(day)) known.set(day, { present: false, settled });
  }
  return known;
}

/**
 * Of days without a row: where the id is known to be absent, and whether that is settled. A look-up's absence says no
 * more than a whole list does.
 */
async function absentDays(
  connection: Connection,
  span: Span,
  days: readonly number[],
  belief: Belief,
): Promise<Map<number, boolean>> {
  const absent = new Map<number, boolean>();
  const within = (open: readonly number[]) => ({
    ...span,
    first: open[0] ?? span.first,
    last: open.at(-1) ?? span.last,
  });
  if (days.length === 0) return absent;
  for (const { day } of await completeDays(connection, within(days))) absent.set(day, true);
  const open = days.filter((day) => !absent.has(day));
  if (open.length === 0) return absent;
  const ofOpen = { ...within(open), ...beliefValues(belief) };
  for (const { day, settled } of await absences(connection, ofOpen)) {
    if (!absent.has(day)) absent.set(day, settled === 1);
  }
  for (const [day, settled] of wholeDays(await pagesOfDays(connection, ofOpen))) {
    if (settled || !absent.has(day)) absent.set(day, settled);
  }
  return absent;
}

const SPAN_NAMES = ['list', 'id', 'first', 'last'] as const;
const NAMES = [...SPAN_NAMES, ...BELIEF_NAMES] as const;

const rowsOfId = fixedQuery(NAMES, (connection, { list, id, first, last, ...belief }) =>
  usageRows(connection)
    .where(ofId('usage_row', { list, id, first, last }))
    .where(believedBy('usage_row', belief))
    .orderBy('usage_row.day'),
);

const presentDays = fixedQuery(NAMES, ({ db }, { list, id, first, last, ...belief }) =>
  db
    .selectFrom('usage_row')
    .select(['day', 'settled'])
    .where(ofId('usage_row', { list, id, first, last }))
    .where(believedBy('usage_row', belief)),
);

const absences = fixedQuery(NAMES, ({ db }, { list, id, first, last, ...belief }) =>
  db
    .selectFrom('absence')
    .select(['day', 'settled'])
    .where(ofId('absence', { list, id, first, last }))
    .where(believedBy('absence', belief)),
);

/** Whose whole list is known and settled. */
const completeDays = fixedQuery(SPAN_NAMES, ({ db }, { list, first, last }) =>
  db
    .selectFrom('list_day')
    .select('day')
    .where('list', '=', list)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .where('complete', '=', 1),
);

const pagesOfDays = fixedQuery(NAMES, ({ db }, { list, first, last, ...belief }) =>
  db
    .selectFrom('list_page')
    .select(['day', 'page', 'has_next', 'settled'])
    .where('list', '=', list)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .where(believedBy('list_page', belief))
    .orderBy('day')
    .orderBy('page'),
);

/** The plus keeps SQLite, which takes lists for many and short, from reading every row of these days instead. */
function ofId(
  table: 'usage_row' | 'absence',
  { list, id, first, last }: Readonly<Record<keyof Span, unknown>>,
): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`${column('id')} = ${id} and ${column('day')} between ${first} and ${last}
    and +${column('list')} = ${list}`;
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

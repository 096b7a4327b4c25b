/** A day's rows as SQL filters, orders and cuts them. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { type Connection, isOneOf, snapshot } from './connection.ts';
import type { Belief } from './fact.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { metricSumColumns, rowsSum, SUMMED_COLUMNS } from './metric-sums.ts';
import { type QueryScope, queryScope } from './query-scope.ts';
import { rowsOfDay, usageRow, usageRows } from './row-columns.ts';
import type { PlacedRow, RowPlace, RowQuery, RowsAnswer, RowsSum, RowWindow } from './row-query.ts';
import { isBeyond, type RowSequence, sequenceOf, sequenceOrder } from './row-sequence.ts';

type Cut = Pick<RowsAnswer, 'rows' | 'hasBefore' | 'hasAfter'>;

export function queriedRows(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  query: RowQuery,
  window: RowWindow,
  belief: Belief,
): Promise<RowsAnswer | undefined> {
  return snapshot(connection, async (trx) => {
    const scope = await queryScope(trx, kind, day, query, belief);
    if (scope === undefined) return undefined;
    const cut =
      query.ids !== undefined && query.order === undefined
        ? await inAskedOrder(trx, kind, day, query.ids, scope, window)
        : await inSequence(trx, kind, day, sequenceOf(query.order), scope, window);
    return { ...cut, absentIds: scope.absentIds, settled: scope.settled };
  });
}

export async function queriedSum(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  query: RowQuery,
  belief: Belief,
): Promise<RowsSum | undefined> {
  if (query.ids === undefined && query.filter === undefined) {
    const sums = await connection.db
      .selectFrom('list_day')
      .select(SUMMED_COLUMNS)
      .where('list', '=', LIST_NUMBERS[kind])
      .where('day', '=', dayNumber(day))
      .where('complete', '=', 1)
      .executeTakeFirst();
    if (sums !== undefined) return rowsSum(sums, true);
  }
  return snapshot(connection, async (trx) => {
    const scope = await queryScope(trx, kind, day, query, belief);
    if (scope === undefined) return undefined;
    const sums = await trx.db
      .selectFrom('usage_row')
      .select(metricSumColumns(trx))
      .where(scope.matches)
      .executeTakeFirstOrThrow();
    return rowsSum(sums, scope.settled);
  });
}

async function inSequence(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  sequence: RowSequence,
  { matches }: QueryScope,
  { after: afterPlace, before: beforePlace, count, from }: RowWindow,
): Promise<Cut> {
  const after = afterPlace && (await currentPlace(connection, kind, day, afterPlace, sequence));
  const before = beforePlace && (await currentPlace(connection, kind, day, beforePlace, sequence));
  const forwards = from === 'first';
  const records = await usageRows(connection)
    .select(`usage_row.${sequence.column} as order_value`)
    .where(matches)
    .where(after ? isBeyond(sequence, after, 'after') : sql<SqlBool>`1 = 1`)
    .where(before ? isBeyond(sequence, before, 'before') : sql<SqlBool>`1 = 1`)
    .orderBy(sequenceOrder(sequence, forwards))
    // One more, to know whether the stretch goes on.
    .limit(count + 1)
    .execute();
  const goesOn = records.length > count;
  const rows = records
    .slice(0, count)
    .map(
      (record): PlacedRow => ({ row: usageRow(record), place: { id: record.id, value: record.order_value } }),
    );
  if (!forwards) rows.reverse();
  const exists = (place: RowPlace | undefined, side: 'after' | 'before') =>
    place === undefined ? false : matchExists(connection, matches, isBeyond(sequence, place, side));
  const [first, last] = [rows[0]?.place, rows.at(-1)?.place];
  const hasBefore = !forwards && goesOn ? true : after ? !first || (await exists(first, 'before')) : false;
  const hasAfter = forwards && goesOn ? true : before ? !last || (await exists(last, 'after')) : false;
  return { rows, hasBefore, hasAfter };
}

async function matchExists(
  { db }: Connection,
  matches: RawBuilder<SqlBool>,
  beyond: RawBuilder<SqlBool>,
): Promise<boolean> {
  const found = await db
    .selectFrom('usage_row')
    .select('id')
    .where(matches)
    .where(beyond)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Uses the row's current position in the list; if it is there no more, the place's. */
async function currentPlace(
  { db }: Connection,
  kind: ListKind,
  day: StatisticsDay,
  place: RowPlace,
  { column }: RowSequence,
): Promise<RowPlace> {
  if (column !== 'position') return place;
  const row = await db
    .selectFrom('usage_row')
    .select('position')
    .where('list', '=', LIST_NUMBERS[kind])
    .where('day', '=', dayNumber(day))
    .where('id', '=', place.id.replaceAll('\0', ''))
    .executeTakeFirst();
  return { ...place, value: row?.position ?? place.value };
}

/** The matching ids are put into their order here, and only the rows of the window are read. */
async function inAskedOrder(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  ids: readonly string[],
  { matches }: QueryScope,
  { after, before, count, from }: RowWindow,
): Promise<Cut> {
  const matching = await connection.db.selectFrom('usage_row').select('id').where(matches).execute();
  const found = new Set(matching.map(({ id }) => id));
  const asked = [...new Set(ids)];
  const indexes = new Map(asked.map((id, index) => [id, index]));
  const indexOf = (place: RowPlace) => indexes.get(place.id) ?? Number(place.value);
  const all = asked.filter((id) => found.has(id));
  const stretch = all.filter((id) => {
    const index = indexes.get(id) ?? 0;
    return (!after || index > indexOf(after)) && (!before || index < indexOf(before));
  });
  const cut = from === 'first' ? stretch.slice(0, count) : stretch.slice(Math.max(0, stretch.length - count));
  const records = await rowsOfDay(connection, kind, dayNumber(day))
    .where(isOneOf(connection, 'usage_row.id', cut))
    .execute();
  const [first, last] = [cut[0], cut.at(-1)];
  return {
    rows: records
      .map((record) => ({
        row: usageRow(record),
        place: { id: record.id, value: indexes.get(record.id) ?? 0 },
      }))
      .sort((a, b) => a.place.value - b.place.value),
    hasBefore: first === undefined ? after !== undefined : first !== all[0],
    hasAfter: last === undefined ? before !== undefined : last !== all.at(-1),
  };
}

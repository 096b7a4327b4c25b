/** Which rows of a day a query is about, where all of them are known. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { believed } from './believed.ts';
import { type Connection, isOneOf } from './connection.ts';
import type { Belief } from './fact.ts';
import { filterConditions } from './filter-conditions.ts';
import { knownAbsences } from './known-facts.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { listState } from './list-state.ts';
import type { RowQuery } from './row-query.ts';

export interface QueryScope {
  /** Holds for the rows that the query lets through. */
  readonly matches: RawBuilder<SqlBool>;
  /** Asked ids that are absent, in the asked order. */
  readonly absentIds: readonly string[];
  /** True when every fact is settled that decides which rows these are and what they say. */
  readonly settled: boolean;
}

/** Undefined while not all is known that the query is about. To be called within the snapshot that reads the rows. */
export async function queryScope(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  { ids, filter }: RowQuery,
  belief: Belief,
): Promise<QueryScope | undefined> {
  const ofDay = sql`usage_row.list = ${LIST_NUMBERS[kind]} and usage_row.day = ${dayNumber(day)}`;
  const filtered = (rows: RawBuilder<SqlBool>) =>
    sql<SqlBool>`(${sql.join([ofDay, rows, ...filterConditions(connection, filter)], sql` and `)})`;
  if (ids === undefined) {
    const { complete, settled } = await listState(connection, kind, day, belief);
    if (!complete) return undefined;
    return { matches: filtered(sql`usage_row.position is not null`), absentIds: [], settled };
  }
  const asked = [...new Set(ids)];
  const rows = await connection.db
    .selectFrom('usage_row')
    .select(['usage_row.id', 'usage_row.settled'])
    .where('usage_row.list', '=', LIST_NUMBERS[kind])
    .where('usage_row.day', '=', dayNumber(day))
    .where(isOneOf(connection, 'usage_row.id', asked))
    .where(believed('usage_row', belief))
    .execute();
  const present = new Set(rows.map(({ id }) => id));
  const others = asked.filter((id) => !present.has(id));
  const absences =
    others.length === 0 ? new Map() : await knownAbsences(connection, kind, day, others, belief);
  if (others.some((id) => !absences.has(id))) return undefined;
  return {
    matches: filtered(isOneOf(connection, 'usage_row.id', [...present])),
    absentIds: others,
    settled: rows.every(({ settled }) => settled === 1) && others.every((id) => absences.get(id) === true),
  };
}

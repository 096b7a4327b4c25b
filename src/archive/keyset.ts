/** Records by a value, unknown values last, ties by id: their sequence, and stretches of it between places. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Connection, sqlInteger } from './connection.ts';
import type { OrderValue, RowPlace, RowWindow } from './row-query.ts';

export interface Keyset {
  readonly value: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  readonly direction: 'asc' | 'desc';
}

/** Records behind or in front of a place. */
export function isBeyondPlace(
  { value: known, id: knownId, direction }: Keyset,
  { value, id }: RowPlace,
  side: 'after' | 'before',
): RawBuilder<SqlBool> {
  const isAfter = side === 'after';
  const comparableId = id.replaceAll('\0', '');
  const tie = isAfter ? sql`${knownId} > ${comparableId}` : sql`${knownId} < ${comparableId}`;
  if (value === null) {
    const amongUnknown = sql<SqlBool>`(${known} is null and ${tie})`;
    return isAfter ? amongUnknown : sql`(${known} is not null or ${amongUnknown})`;
  }
  const comparable = comparableValue(value);
  const isGreater = isAfter === (direction === 'asc');
  const further = isGreater ? sql`${known} > ${comparable}` : sql`${known} < ${comparable}`;
  const amongKnown = sql<SqlBool>`(${further} or (${known} = ${comparable} and ${tie}))`;
  return isAfter ? sql`(${amongKnown} or ${known} is null)` : amongKnown;
}

/** What `order by` takes, forwards or backwards. */
export function keysetOrder({ value, id, direction }: Keyset, forwards: boolean): RawBuilder<unknown> {
  const ascending = forwards === (direction === 'asc') ? sql`asc` : sql`desc`;
  const natural = forwards ? sql`asc` : sql`desc`;
  return sql`case when ${value} is null then 1 else 0 end ${natural}, ${value} ${ascending}, ${id} ${natural}`;
}

/** PostgreSQL takes a fraction for no integer: it has to be told that it is a number. */
function comparableValue(value: Exclude<OrderValue, null>): string | number | RawBuilder<number> {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  return Number.isInteger(value) ? sqlInteger(value) : sql`cast(${value} as double precision)`;
}

/** Records of a subquery that are ordered by its column `order_value`, ties by its column `id`. */
export interface KeysetRecord {
  readonly id: string;
  readonly order_value: OrderValue;
}

export interface KeysetStretch<R extends KeysetRecord> {
  readonly records: readonly R[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** Of all records, whatever the window. */
  readonly totalCount: number;
}

/** The stretch of a window. To be called within a snapshot: it takes several statements. */
export async function keysetStretch<R extends KeysetRecord>(
  { db }: Connection,
  source: RawBuilder<R>,
  direction: Keyset['direction'],
  { after, before, count, from }: RowWindow,
): Promise<KeysetStretch<R>> {
  const keyset: Keyset = { value: sql.ref('source.order_value'), id: sql.ref('source.id'), direction };
  const forwards = from === 'first';
  const beyond = (place: RowPlace | undefined, side: 'after' | 'before') =>
    place === undefined ? sql<SqlBool>`1 = 1` : isBeyondPlace(keyset, place, side);
  const countOf = async (condition: RawBuilder<SqlBool>) => {
    const counted = await sql<{ records: number }>`
      select count(*) as records from (${source}) as source where ${condition}`.execute(db);
    return counted.rows[0]?.records ?? 0;
  };
  const { rows } = await sql<R>`
    select * from (${source}) as source where ${beyond(after, 'after')} and ${beyond(before, 'before')}
    order by ${keysetOrder(keyset, forwards)} limit ${sql.lit(count + 1)}`.execute(db);
  // One more was read, to know whether the stretch goes on.
  const goesOn = rows.length > count;
  const records = rows.slice(0, count);
  if (!forwards) records.reverse();
  const place = (record: R | undefined): RowPlace | undefined =>
    record && { id: record.id, value: record.order_value };
  const [first, last] = [place(records[0]), place(records.at(-1))];
  const exists = async (at: RowPlace | undefined, side: 'after' | 'before') =>
    at === undefined || (await countOf(beyond(at, side))) > 0;
  return {
    records,
    hasBefore: !forwards && goesOn ? true : after !== undefined && (await exists(first, 'before')),
    hasAfter: forwards && goesOn ? true : before !== undefined && (await exists(last, 'after')),
    totalCount: await countOf(sql`1 = 1`),
  };
}

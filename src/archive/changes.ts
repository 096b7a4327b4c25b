/** What changed between two days of a list, as SQL compares, filters, orders and cuts it. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { METRICS } from '../jodoo/metrics.ts';
import { type DayRange, dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import { CHANGE_KINDS, type ChangeOrder, type ChangeQuery, type ChangesAnswer } from './change-query.ts';
import { type Connection, isOneOf, snapshot } from './connection.ts';
import type { Belief } from './fact.ts';
import { filterConditions } from './filter-conditions.ts';
import { type KeysetRecord, keysetStretch } from './keyset.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { listState } from './list-state.ts';
import { rowsOfDay, usageRow } from './row-columns.ts';
import type { RowWindow } from './row-query.ts';

interface ChangeRecord extends KeysetRecord {
  /** Its place in CHANGE_KINDS. */
  readonly kind: number;
}

/** Undefined while one of the two lists is not known as a whole. */
export function changes(
  connection: Connection,
  kind: ListKind,
  { from, to }: DayRange,
  query: ChangeQuery,
  window: RowWindow,
  belief: Belief,
): Promise<ChangesAnswer | undefined> {
  return snapshot(connection, async (trx) => {
    const earlier = await listState(trx, kind, from, belief);
    const later = await listState(trx, kind, to, belief);
    if (!earlier.complete || !later.complete) return undefined;
    const source = comparedRows(trx, kind, { from, to }, query);
    const stretch = await keysetStretch(trx, source, query.order?.direction ?? 'asc', window);
    const ids = stretch.records.map(({ id }) => id);
    const before = await rowsById(trx, kind, from, ids);
    const after = await rowsById(trx, kind, to, ids);
    return {
      changes: stretch.records.map(({ id, kind: place, order_value: value }) => ({
        change: {
          id,
          kind: CHANGE_KINDS[place] ?? 'unchanged',
          before: before.get(id) ?? null,
          after: after.get(id) ?? null,
        },
        place: { id, value },
      })),
      hasBefore: stretch.hasBefore,
      hasAfter: stretch.hasAfter,
      totalCount: stretch.totalCount,
      settled: earlier.settled && later.settled,
    };
  });
}

/** A full outer join of two days. Not written as one: older SQLite has none. */
function comparedRows(
  connection: Connection,
  kind: ListKind,
  { from, to }: DayRange,
  { filter, kinds, order }: ChangeQuery,
): RawBuilder<ChangeRecord> {
  const list = sql.lit(LIST_NUMBERS[kind]);
  const [fromDay, toDay] = [sql.lit(dayNumber(from)), sql.lit(dayNumber(to))];
  const conditions = sql.join([sql`1 = 1`, ...filterConditions(connection, filter)], sql` and `);
  const counts = METRICS.map(({ wire }) => ({
    before: sql.ref(`earlier.${wire}`),
    after: sql.ref(`usage_row.${wire}`),
  }));
  const differs = sql.join(
    counts.map(({ before, after }) => sql`${before} <> ${after}`),
    sql` or `,
  );
  // PostgreSQL refuses an empty list.
  const wanted = [-1, ...(kinds ?? CHANGE_KINDS).map((one) => CHANGE_KINDS.indexOf(one))];
  return sql`
    select * from (
      select usage_row.id as id, ${orderValue(order, 'later')} as order_value,
        case when earlier.id is null then ${KIND.created} when ${differs} then ${KIND.changed}
          else ${KIND.unchanged} end as kind
      from usage_row left join usage_row as earlier on earlier.list = ${list} and earlier.day = ${fromDay}
        and earlier.id = usage_row.id and earlier.position is not null
      where usage_row.list = ${list} and usage_row.day = ${toDay} and usage_row.position is not null
        and ${conditions}
      union all
      select usage_row.id as id, ${orderValue(order, 'deleted')} as order_value, ${KIND.deleted} as kind
      from usage_row
      where usage_row.list = ${list} and usage_row.day = ${fromDay} and usage_row.position is not null
        and not exists (select 1 from usage_row as later where later.list = ${list} and later.day = ${toDay}
          and later.id = usage_row.id and later.position is not null)
        and ${conditions}
    ) as compared where kind in (${sql.join(wanted.map((one) => sql.lit(one)))})`;
}

const KIND = {
  created: sql.lit(CHANGE_KINDS.indexOf('created')),
  deleted: sql.lit(CHANGE_KINDS.indexOf('deleted')),
  changed: sql.lit(CHANGE_KINDS.indexOf('changed')),
  unchanged: sql.lit(CHANGE_KINDS.indexOf('unchanged')),
} as const;

/** What is not there counts as 0. The same steps as `percentChange` takes, for the same rounding. */
function orderValue(order: ChangeOrder | undefined, branch: 'later' | 'deleted'): RawBuilder<number | null> {
  if (order === undefined) return sql`cast(null as bigint)`;
  const wire = METRICS.find(({ metric }) => metric === order.metric)?.wire ?? 'data';
  const count = sql.ref(`usage_row.${wire}`);
  const earlier = sql.ref(`earlier.${wire}`);
  const isCreated = sql<SqlBool>`earlier.id is null`;
  if (order.by === 'absolute') {
    return branch === 'deleted'
      ? sql`0 - ${count}`
      : sql`case when ${isCreated} then ${count} else ${count} - ${earlier} end`;
  }
  const percent = (change: RawBuilder<unknown>, of: RawBuilder<unknown>) =>
    sql<number | null>`case when ${of} > 0 then cast(100 as double precision) * ${change} / ${of} end`;
  return branch === 'deleted'
    ? percent(sql`(0 - ${count})`, count)
    : percent(sql`(${count} - ${earlier})`, earlier);
}

async function rowsById(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  ids: readonly string[],
): Promise<Map<string, UsageRow>> {
  const records = await rowsOfDay(connection, kind, dayNumber(day))
    .where('usage_row.position', 'is not', null)
    .where(isOneOf(connection, 'usage_row.id', ids))
    .execute();
  return new Map(records.map((record) => [record.id, usageRow(record)]));
}

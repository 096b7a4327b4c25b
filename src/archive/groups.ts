/** A day's rows in groups, as SQL sums, orders and cuts them. */
import { type RawBuilder, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { METRICS } from '../jodoo/metrics.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { type Connection, snapshot } from './connection.ts';
import type { Belief } from './fact.ts';
import {
  type GroupBy,
  type GroupOrder,
  type GroupQuery,
  type GroupsAnswer,
  VISIT_AGE_DAYS,
  VISIT_AGES,
  type VisitAge,
} from './group-query.ts';
import { type KeysetRecord, keysetStretch } from './keyset.ts';
import { metricSumColumns, rowsSum, type SummedColumns } from './metric-sums.ts';
import { queryScope } from './query-scope.ts';
import type { RowWindow } from './row-query.ts';

type GroupRecord = KeysetRecord & SummedColumns;

const DAY_MS = 86_400_000;
const UTC_PLUS_8_MS = 8 * 3_600_000;
/** How the archive orders what the upstream does not say: in front of every id and month. */
const UNKNOWN_KEY = '';

/** Undefined while the day's list is not known as a whole. */
export function groups(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  { by, filter, order }: GroupQuery,
  window: RowWindow,
  belief: Belief,
): Promise<GroupsAnswer | undefined> {
  return snapshot(connection, async (trx) => {
    const scope = await queryScope(trx, kind, day, { filter }, belief);
    if (scope === undefined) return undefined;
    const sums = trx.db
      .selectFrom('usage_row')
      .select(keyColumn(trx, by, day).as('id'))
      .select(metricSumColumns(trx))
      .where(scope.matches)
      .groupBy(sql`1`);
    const source = sql<GroupRecord>`select grouped.*, ${orderValue(order)} as order_value from (${sums}) as grouped`;
    const stretch = await keysetStretch(trx, source, order?.direction ?? 'asc', window);
    return {
      groups: stretch.records.map((record) => ({
        group: { key: keyOf(by, record.id), ...countsOf(record) },
        place: { id: record.id, value: record.order_value },
      })),
      hasBefore: stretch.hasBefore,
      hasAfter: stretch.hasAfter,
      totalCount: stretch.totalCount,
      settled: scope.settled,
    };
  });
}

function countsOf(record: GroupRecord) {
  const { rows, metrics } = rowsSum(record, true);
  return { rows, metrics };
}

/** A text that sorts as the keys do. Without parameters: the databases compare it with itself. */
function keyColumn({ dialect }: Connection, by: GroupBy, day: StatisticsDay): RawBuilder<string> {
  switch (by) {
    case 'creator':
      return sql`coalesce(usage_row.creator_id, '')`;
    case 'createdMonth': {
      const seconds = sql`(usage_row.created_ms + ${sql.lit(UTC_PLUS_8_MS)}) / 1000`;
      return dialect === 'postgres'
        ? sql`coalesce(to_char(to_timestamp(${seconds}) at time zone 'UTC', 'YYYY-MM'), '')`
        : sql`coalesce(strftime('%Y-%m', ${seconds}, 'unixepoch'), '')`;
    }
    case 'lastVisitAge': {
      const visit = sql.ref('usage_row.last_visit_ms');
      const endMs = (dayNumber(day) + 1) * DAY_MS - UTC_PLUS_8_MS;
      const within = (age: keyof typeof VISIT_AGE_DAYS) =>
        sql`when ${visit} >= ${sql.lit(endMs - VISIT_AGE_DAYS[age] * DAY_MS)} then ${ageKey(age)}`;
      return sql`case when ${visit} is null then ${ageKey('never')} ${within('today')} ${within('week')}
        ${within('month')} ${within('quarter')} else ${ageKey('older')} end`;
    }
  }
}

function ageKey(age: VisitAge): RawBuilder<string> {
  return sql.lit(String(VISIT_AGES.indexOf(age)));
}

function keyOf(by: GroupBy, key: string): string | null {
  if (by === 'lastVisitAge') return VISIT_AGES[Number(key)] ?? null;
  return key === UNKNOWN_KEY ? null : key;
}

function orderValue(order: GroupOrder | undefined): RawBuilder<unknown> {
  if (order === undefined || order.by === 'key') return sql`grouped.id`;
  if (order.by === 'rows') return sql`grouped.summed_rows`;
  return sql.ref(`grouped.${METRICS.find(({ metric }) => metric === order.by)?.wire ?? 'data'}`);
}

/** A day's rows as SQL filters, orders and cuts them. */
import { type ExpressionBuilder, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { METRICS } from '../jodoo/metrics.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { believed } from './believed.ts';
import type { Belief } from './fact.ts';
import { filterConditions } from './filter-conditions.ts';
import { appDayRows } from './known-apps.ts';
import { metricSumColumns, rowsSum } from './metric-sums.ts';
import { usageRow } from './row-columns.ts';
import type { AppDayTable, Tables } from './tables.ts';
import type {
  AppUsageOrder,
  OrderKey,
  PlacedRow,
  RowPlace,
  RowsAnswer,
  RowsQuery,
  RowsSum,
  RowsWindow,
} from './whole-day.ts';

/** A sequence of rows: by a column, unknown values last, ties by app id. */
interface Sequence {
  readonly column: keyof AppDayTable;
  readonly direction: 'asc' | 'desc';
}

const LISTED: Sequence = { column: 'position', direction: 'asc' };

export async function queriedRows(
  db: Kysely<Tables>,
  day: StatisticsDay,
  query: RowsQuery,
  window: RowsWindow,
  belief: Belief,
): Promise<RowsAnswer> {
  if (query.appIds !== undefined && query.order === undefined) {
    return inAskedOrder(db, day, query.appIds, query, window, belief);
  }
  const sequence = query.order === undefined ? LISTED : sequenceOf(query.order);
  const after = window.after && (await present(db, day, window.after, sequence));
  const before = window.before && (await present(db, day, window.before, sequence));
  const forwards = window.from === 'first';

  let select = appDayRows(db).where(matches(day, query, belief));
  if (after) select = select.where(beyond(sequence, after, 'after'));
  if (before) select = select.where(beyond(sequence, before, 'before'));
  const direction = forwards ? sequence.direction : opposite(sequence.direction);
  const records = await select
    .orderBy(isUnknown(sequence), forwards ? 'asc' : 'desc')
    .orderBy(`app_day.${sequence.column}`, direction)
    .orderBy('app_day.app_id', forwards ? 'asc' : 'desc')
    .limit(window.count)
    .execute();
  const rows = records.map(
    (record): PlacedRow => ({
      row: usageRow(record),
      place: { appId: record.app_id, value: record[sequence.column] },
    }),
  );
  if (!forwards) rows.reverse();

  const exists = async (place: RowPlace | undefined, side: 'after' | 'before') =>
    place !== undefined &&
    (await db
      .selectFrom('app_day')
      .select('app_id')
      .where(matches(day, query, belief))
      .where(beyond(sequence, place, side))
      .limit(1)
      .executeTakeFirst()) !== undefined;
  const [first, last] = [rows[0]?.place, rows.at(-1)?.place];
  return {
    rows,
    hasBefore: first ? await exists(first, 'before') : after !== undefined,
    hasAfter: last ? await exists(last, 'after') : before !== undefined,
  };
}

export async function queriedSum(
  db: Kysely<Tables>,
  day: StatisticsDay,
  query: RowsQuery,
  belief: Belief,
): Promise<RowsSum> {
  return rowsSum(
    await db
      .selectFrom('app_day')
      .select(metricSumColumns())
      .where(matches(day, query, belief))
      .executeTakeFirstOrThrow(),
  );
}

/** At most a thousand ids: put into their order here. */
async function inAskedOrder(
  db: Kysely<Tables>,
  day: StatisticsDay,
  appIds: readonly string[],
  query: RowsQuery,
  { after, before, count, from }: RowsWindow,
  belief: Belief,
): Promise<RowsAnswer> {
  const records = await appDayRows(db)
    .where(matches(day, query, belief))
    .execute();
  const indexes = new Map(appIds.map((appId, index) => [appId, index]));
  const indexOf = (place: RowPlace) => indexes.get(place.appId) ?? Number(place.value);
  const all = records
    .map(
      (record): PlacedRow => ({
        row: usageRow(record),
        place: { appId: record.app_id, value: indexes.get(record.app_id) ?? 0 },
      }),
    )
    .sort((a, b) => indexOf(a.place) - indexOf(b.place));
  const stretch = all.filter(
    ({ place }) =>
      (after === undefined || indexOf(place) > indexOf(after)) &&
      (before === undefined || indexOf(place) < indexOf(before)),
  );
  const rows =
    from === 'first' ? stretch.slice(0, count) : stretch.slice(Math.max(0, stretch.length - count));
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows,
    hasBefore: first ? first !== all[0] : after !== undefined,
    hasAfter: last ? last !== all.at(-1) : before !== undefined,
  };
}

function matches(day: StatisticsDay, { appIds, filter }: RowsQuery, belief: Belief) {
  return (eb: ExpressionBuilder<Tables, 'app_day'>) =>
    eb.and([
      eb('app_day.day', '=', dayNumber(day)),
      appIds === undefined ? eb('position', 'is not', null) : eb('app_day.app_id', 'in', appIds),
      believed('app_day', belief)(eb),
      ...filterConditions(filter),
    ]);
}

function sequenceOf({ by, direction }: AppUsageOrder): Sequence {
  return { column: columnOf(by), direction };
}

function columnOf(key: OrderKey): keyof AppDayTable {
  switch (key) {
    case 'name':
      return 'name_folded';
    case 'createdAt':
      return 'created_ms';
    case 'lastEditAt':
      return 'last_edit_ms';
    case 'lastVisitAt':
      return 'last_visit_ms';
    default:
      return METRICS.find(({ metric }) => metric === key)?.wire ?? 'data';
  }
}

/** In the list a row that has moved takes its place along; one that is gone leaves it behind. */
async function present(
  db: Kysely<Tables>,
  day: StatisticsDay,
  place: RowPlace,
  { column }: Sequence,
): Promise<RowPlace> {
  if (column !== 'position') return place;
  const row = await db
    .selectFrom('app_day')
    .select('position')
    .where('day', '=', dayNumber(day))
    .where('app_id', '=', place.appId)
    .executeTakeFirst();
  return { ...place, value: row?.position ?? place.value };
}

/** Rows behind or in front of a place. */
function beyond(
  { column, direction }: Sequence,
  { value, appId }: RowPlace,
  side: 'after' | 'before',
): RawBuilder<SqlBool> {
  const known = sql.ref(`app_day.${column}`);
  const isAfter = side === 'after';
  // No two rows have one position; the place of a row that is gone may be another's now.
  const tie =
    column === 'position'
      ? sql<SqlBool>`1 = 0`
      : isAfter
        ? sql<SqlBool>`app_day.app_id > ${appId}`
        : sql<SqlBool>`app_day.app_id < ${appId}`;
  if (value === null) {
    const amongUnknown = sql<SqlBool>`(${known} is null and ${tie})`;
    return isAfter ? amongUnknown : sql`(${known} is not null or ${amongUnknown})`;
  }
  const isGreater = isAfter === (direction === 'asc');
  const further = isGreater ? sql<SqlBool>`${known} > ${value}` : sql<SqlBool>`${known} < ${value}`;
  const amongKnown = sql<SqlBool>`(${further} or (${known} = ${value} and ${tie}))`;
  return isAfter ? sql`(${amongKnown} or ${known} is null)` : amongKnown;
}

function isUnknown({ column }: Sequence): RawBuilder<number> {
  return sql`case when ${sql.ref(`app_day.${column}`)} is null then 1 else 0 end`;
}

function opposite(direction: 'asc' | 'desc'): 'asc' | 'desc' {
  return direction === 'asc' ? 'desc' : 'asc';
}

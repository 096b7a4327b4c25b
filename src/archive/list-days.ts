/** What is known of the days of a list, as its days' records say. */
import { sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { type DayRange, dayFromNumber, dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { DaySum, ListDays } from './archive.ts';
import type { Connection } from './connection.ts';
import { fixedQuery } from './fixed-query.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { rowsSum, SUMMED_COLUMNS } from './metric-sums.ts';
import { rowsOfDay, usageRow } from './row-columns.ts';

const sumsOfDays = fixedQuery(['list', 'first', 'last'], ({ db }, { list, first, last }) =>
  db
    .selectFrom('list_day')
    .select(['day', ...SUMMED_COLUMNS])
    .where('list', '=', list)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .where('complete', '=', 1)
    .orderBy('day'),
);

export function createListDays(connection: Connection, kind: ListKind): ListDays {
  const { db } = connection;
  const list = LIST_NUMBERS[kind];
  const daysOf = ({ from, to }: DayRange) =>
    db
      .selectFrom('list_day')
      .where('list', '=', list)
      .where('day', '>=', dayNumber(from))
      .where('day', '<=', dayNumber(to))
      .orderBy('day');
  return {
    async completeDays(range) {
      const days = await daysOf(range).select('day').where('complete', '=', 1).execute();
      return days.map(({ day }) => dayFromNumber(day));
    },
    async daySums({ from, to }) {
      const days = await sumsOfDays(connection, { list, first: dayNumber(from), last: dayNumber(to) });
      return days.map((sums): DaySum => ({ day: dayFromNumber(sums.day), ...rowsSum(sums, true) }));
    },
    nearestCompleteDay: (day) => nearestCompleteDay(connection, list, day),
    async listedIds(day) {
      const rows = await db
        .selectFrom('usage_row')
        .select('id')
        .where('list', '=', list)
        .where('day', '=', dayNumber(day))
        .where('position', 'is not', null)
        .orderBy('position')
        .execute();
      return rows.map(({ id }) => id);
    },
    async knowsDay(day) {
      const found = await daysOf({ from: day, to: day }).select('day').executeTakeFirst();
      return found !== undefined;
    },
    export: (range) => exportedRows(connection, kind, range),
  };
}

async function nearestCompleteDay(
  { db }: Connection,
  list: number,
  day: StatisticsDay,
): Promise<StatisticsDay | undefined> {
  const number = dayNumber(day);
  const complete = db
    .selectFrom('list_day')
    .select('day')
    .where('list', '=', list)
    .where('complete', '=', 1)
    .limit(1);
  const found = await db
    .selectFrom(complete.where('day', '<=', number).orderBy('day', 'desc').as('earlier'))
    .select('day')
    .unionAll(
      db.selectFrom(complete.where('day', '>', number).orderBy('day', 'asc').as('later')).select('day'),
    )
    .execute();
  const [nearest] = found
    .map((other) => other.day)
    .sort((a, b) => Math.abs(a - number) - Math.abs(b - number) || a - b);
  return nearest === undefined ? undefined : dayFromNumber(nearest);
}

/** Day by day, so that no more than one day is held. */
async function* exportedRows(
  connection: Connection,
  kind: ListKind,
  { from, to }: DayRange,
): AsyncIterable<UsageRow> {
  const days = await connection.db
    .selectFrom('list_day')
    .select('day')
    .where('list', '=', LIST_NUMBERS[kind])
    .where('day', '>=', dayNumber(from))
    .where('day', '<=', dayNumber(to))
    .orderBy('day')
    .execute();
  for (const { day } of days) {
    const rows = await rowsOfDay(connection, kind, day)
      .orderBy(sql`case when usage_row.position is null then 1 else 0 end`)
      .orderBy('usage_row.position')
      .orderBy('usage_row.id')
      .execute();
    yield* rows.map(usageRow);
  }
}

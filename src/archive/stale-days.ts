/** How old expired facts are: those that a wider belief takes in and the usual one does not. */
import { type SqlBool, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { dayFromNumber, dayNumber } from '../jodoo/statistics-day.ts';
import type { StaleDay, StaleQuestion } from './archive.ts';
import { type BelievedTable, believed } from './believed.ts';
import { type Connection, isOneOf, snapshot } from './connection.ts';
import { LIST_NUMBERS } from './list-number.ts';

/** The expired facts of these days, by day: when the upstream was asked for the oldest of them. */
export function staleDays(
  connection: Connection,
  kind: ListKind,
  question: StaleQuestion,
): Promise<StaleDay[]> {
  if (question.days.length === 0) return Promise.resolve([]);
  return snapshot(connection, async (trx) => {
    const oldest = new Map<number, number>();
    const { ids } = question;
    const tables: BelievedTable[] = ids === undefined ? ['usage_row', 'list_page'] : ['usage_row', 'absence'];
    for (const table of tables) {
      for (const [day, askedMs] of await oldestIn(trx, kind, table, question)) {
        oldest.set(day, Math.min(askedMs, oldest.get(day) ?? askedMs));
      }
    }
    // An id of which nothing is recorded is absent by the list.
    if (ids !== undefined && oldest.size < question.days.length) {
      for (const [day, askedMs] of await oldestIn(trx, kind, 'list_page', question)) {
        if (!oldest.has(day)) oldest.set(day, askedMs);
      }
    }
    return [...oldest].map(([day, askedMs]) => ({ day: dayFromNumber(day), askedMs }));
  });
}

async function oldestIn(
  connection: Connection,
  kind: ListKind,
  table: BelievedTable,
  { days, ids, fresh, stale }: StaleQuestion,
): Promise<[day: number, askedMs: number][]> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const ofIds =
    ids === undefined || table === 'list_page' ? sql<SqlBool>`true` : isOneOf(connection, `${table}.id`, ids);
  const { rows } = await sql<{ day: number; asked: number | string }>`
    select ${column('day')} as day, min(${column('asked_ms')}) as asked from ${sql.table(table)}
    where ${column('list')} = ${LIST_NUMBERS[kind]} and ${column('day')} in (${sql.join(days.map(dayNumber))})
      and ${ofIds} and ${believed(table, stale)} and not ${believed(table, fresh)}
    group by ${column('day')}`.execute(connection.db);
  return rows.map(({ day, asked }) => [day, Number(asked)]);
}

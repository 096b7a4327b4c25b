import { sql } from 'kysely';
import { dayNumber } from '../jodoo/statistics-day.ts';
import { type Connection, isOneOf } from './connection.ts';
import type { ListAnswer } from './fact.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { rowRecord } from './row-columns.ts';
import { saveEntities } from './save-entities.ts';

const KEY = ['list', 'day', 'id'] as const;
const NOT_FACTS: readonly string[] = [...KEY, 'position'];

/** Files an answer's rows, each with the position that `positionOf` its index gives, and what follows from them. */
export async function saveRows(
  connection: Connection,
  answer: ListAnswer,
  positionOf: (index: number) => number | null,
): Promise<void> {
  if (answer.rows.length === 0) return;
  await upsertRows(connection, answer, positionOf);
  await correctAbsences(connection, answer);
  await saveEntities(connection, answer);
}

/** A row that was asked for later, or after the day had settled, stays as it is; only its position is taken over. */
async function upsertRows(
  { db }: Connection,
  { list, call, rows, asked }: ListAnswer,
  positionOf: (index: number) => number | null,
): Promise<void> {
  // An id that one answer holds twice is one row: the later one.
  const records = new Map(
    rows.map((row, index) => [row.id, rowRecord(list, call.day, row, positionOf(index), asked)]),
  );
  const [first] = records.values();
  if (first === undefined) return;
  const keeps = sql`usage_row.settled > excluded.settled
    or (usage_row.settled = excluded.settled and usage_row.asked_ms > excluded.asked_ms)`;
  const facts = Object.keys(first).filter((column) => !NOT_FACTS.includes(column));
  const updates = Object.fromEntries(
    facts.map((column) => [
      column,
      sql`case when ${keeps} then ${sql.ref(`usage_row.${column}`)} else ${sql.ref(`excluded.${column}`)} end`,
    ]),
  );
  await db
    .insertInto('usage_row')
    .values([...records.values()])
    .onConflict((conflict) =>
      conflict
        .columns(KEY)
        .doUpdateSet({ ...updates, position: sql`coalesce(excluded.position, usage_row.position)` }),
    )
    .execute();
}

/**
 * Presence beats absence. A look-up that left an id out after these rows were asked for only stays as a provisional
 * absence: it had not heard of the row, so it has to be confirmed.
 */
async function correctAbsences(
  connection: Connection,
  { list, call, rows, asked }: ListAnswer,
): Promise<void> {
  const { db } = connection;
  const absences = isOneOf(
    connection,
    'absence.id',
    rows.map(({ id }) => id),
  );
  const ofDay = sql<boolean>`absence.list = ${LIST_NUMBERS[list]} and absence.day = ${dayNumber(call.day)}`;
  let disproved = db.deleteFrom('absence').where(ofDay).where(absences);
  if (!asked.settled) disproved = disproved.where('asked_ms', '<=', asked.atMs);
  await disproved.execute();
  if (!asked.settled) {
    await db.updateTable('absence').set({ settled: 0 }).where(ofDay).where(absences).execute();
  }
}

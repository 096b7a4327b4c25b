/** Files the answer to a look-up of ids: its rows, and that it left the others out. */
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber } from '../jodoo/statistics-day.ts';
import { type Connection, isOneOf } from './connection.ts';
import type { Asked, ListAnswer } from './fact.ts';
import { forgetPages } from './forget-pages.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { refreshEntityDays } from './save-entities.ts';
import { saveRows } from './save-rows.ts';
import type { AbsenceTable } from './tables.ts';

/** This many look-ups, one after another, say that an id is absent of which a row is known. */
const SILENCES_TO_BELIEVE = 2;

type KnownRow = { readonly position: number | null; readonly asked_ms: number; readonly settled: number };

export async function saveLookup(
  connection: Connection,
  answer: ListAnswer,
  askedIds: readonly string[],
): Promise<void> {
  await saveRows(connection, answer, () => null);
  const found = new Set(answer.rows.map(({ id }) => id));
  const silent = [...new Set(askedIds)].filter((id) => !found.has(id));
  if (silent.length > 0) {
    await saveSilence(connection, answer.list, dayNumber(answer.call.day), silent, answer.asked);
  }
}

async function saveSilence(
  connection: Connection,
  kind: ListKind,
  day: number,
  ids: readonly string[],
  asked: Asked,
): Promise<void> {
  const list = LIST_NUMBERS[kind];
  const rows = await knownRows(connection, list, day, ids);
  const held = await heldAbsences(connection, list, day, ids);
  const absences: AbsenceTable[] = [];
  const disproved: { readonly id: string; readonly position: number | null }[] = [];
  for (const id of ids) {
    const row = rows.get(id);
    const before = held.get(id);
    const absence = { list, day, id, ...absenceAfter(before, row !== undefined, asked) };
    if (row === undefined) {
      absences.push(absence);
    } else if (isNewsOf(row, asked)) {
      absences.push(absence);
      if (absence.silences >= SILENCES_TO_BELIEVE) disproved.push({ id, position: row.position });
    }
  }
  await upsertAbsences(connection, absences);
  await removeRows(connection, kind, day, disproved);
}

/** False when the row is newer than the silence, or was said after the day had settled and the silence before. */
function isNewsOf(row: KnownRow, asked: Asked): boolean {
  return asked.atMs > row.asked_ms && (asked.settled || row.settled === 0);
}

function absenceAfter(
  before: AbsenceTable | undefined,
  hasRow: boolean,
  { atMs, settled }: Asked,
): Pick<AbsenceTable, 'asked_ms' | 'settled' | 'silences'> {
  const isLater = before === undefined || atMs > before.asked_ms;
  const silences = (before?.silences ?? 0) + (isLater ? 1 : 0);
  const isSettled = settled && (!hasRow || silences >= SILENCES_TO_BELIEVE);
  return {
    asked_ms: Math.max(atMs, before?.asked_ms ?? atMs),
    settled: isSettled || before?.settled === 1 ? 1 : 0,
    silences,
  };
}

async function knownRows(
  connection: Connection,
  list: number,
  day: number,
  ids: readonly string[],
): Promise<Map<string, KnownRow>> {
  const rows = await connection.db
    .selectFrom('usage_row')
    .select(['id', 'position', 'asked_ms', 'settled'])
    .where('list', '=', list)
    .where('day', '=', day)
    .where(isOneOf(connection, 'usage_row.id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function heldAbsences(
  connection: Connection,
  list: number,
  day: number,
  ids: readonly string[],
): Promise<Map<string, AbsenceTable>> {
  const absences = await connection.db
    .selectFrom('absence')
    .selectAll()
    .where('list', '=', list)
    .where('day', '=', day)
    .where(isOneOf(connection, 'absence.id', ids))
    .execute();
  return new Map(absences.map((absence) => [absence.id, absence]));
}

async function upsertAbsences({ db }: Connection, absences: readonly AbsenceTable[]): Promise<void> {
  if (absences.length === 0) return;
  await db
    .insertInto('absence')
    .values(absences)
    .onConflict((conflict) =>
      conflict.columns(['list', 'day', 'id']).doUpdateSet((eb) => ({
        asked_ms: eb.ref('excluded.asked_ms'),
        settled: eb.ref('excluded.settled'),
        silences: eb.ref('excluded.silences'),
      })),
    )
    .execute();
}

/** Removes rows that look-ups no longer know, and what followed from them. */
async function removeRows(
  connection: Connection,
  kind: ListKind,
  day: number,
  rows: readonly { readonly id: string; readonly position: number | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  const list = LIST_NUMBERS[kind];
  const ids = rows.map(({ id }) => id);
  const pages = rows.flatMap(({ position }) =>
    position === null ? [] : [Math.floor(position / MAX_PAGE_SIZE)],
  );
  // A page that lost a row has to be listed again.
  await forgetPages(connection, list, day, [...new Set(pages)]);
  await connection.db
    .deleteFrom('usage_row')
    .where('list', '=', list)
    .where('day', '=', day)
    .where('id', 'in', ids)
    .execute();
  await refreshEntityDays(connection, list, ids);
}

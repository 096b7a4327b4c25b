/** What is known of ids on one day of a list. */
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { BELIEF_NAMES, beliefValues, believedBy } from './believed.ts';
import { type Connection, isIn, snapshot, textList } from './connection.ts';
import type { Belief, Fact } from './fact.ts';
import { fixedQuery } from './fixed-query.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { listState } from './list-state.ts';
import { usageRow, usageRows } from './row-columns.ts';

export async function knownFacts(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  ids: readonly string[],
  belief: Belief,
): Promise<Map<string, Fact>> {
  const asked = [...new Set(ids)];
  if (asked.length === 0) return new Map();
  const rows = await knownRows(connection, kind, day, asked, belief);
  if (rows.size === asked.length) return rows;
  return snapshot(connection, async (trx) => {
    const facts = await knownRows(trx, kind, day, asked, belief);
    const others = asked.filter((id) => !facts.has(id));
    for (const [id, settled] of await knownAbsences(trx, kind, day, others, belief)) {
      facts.set(id, { kind: 'absent', settled });
    }
    return facts;
  });
}

const NAMES = ['list', 'day', 'ids', ...BELIEF_NAMES] as const;

const rowsOfIds = fixedQuery(NAMES, (connection, { list, day, ids, ...belief }) =>
  usageRows(connection)
    .where('usage_row.list', '=', list)
    .where('usage_row.day', '=', day)
    .where(isIn(connection, 'usage_row.id', ids))
    .where(believedBy('usage_row', belief)),
);

const absencesOfIds = fixedQuery(NAMES, (connection, { list, day, ids, ...belief }) =>
  connection.db
    .selectFrom('absence')
    .select(['id', 'settled'])
    .where('list', '=', list)
    .where('day', '=', day)
    .where(isIn(connection, 'absence.id', ids))
    .where(believedBy('absence', belief)),
);

async function knownRows(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  ids: readonly string[],
  belief: Belief,
): Promise<Map<string, Fact>> {
  const records = await rowsOfIds(connection, {
    list: LIST_NUMBERS[kind],
    day: dayNumber(day),
    ids: textList(connection, ids),
    ...beliefValues(belief),
  });
  return new Map(
    records.map((record) => [
      record.id,
      { kind: 'row', row: usageRow(record), settled: record.settled === 1 },
    ]),
  );
}

/**
 * Which of `ids` are absent, and whether that is settled: a look-up left them out, or the whole list is known. Only for
 * ids without a believed row, for presence beats absence. To be called within a snapshot.
 */
export async function knownAbsences(
  connection: Connection,
  kind: ListKind,
  day: StatisticsDay,
  ids: readonly string[],
  belief: Belief,
): Promise<Map<string, boolean>> {
  const records = await absencesOfIds(connection, {
    list: LIST_NUMBERS[kind],
    day: dayNumber(day),
    ids: textList(connection, ids),
    ...beliefValues(belief),
  });
  const absences = new Map(records.map(({ id, settled }) => [id, settled === 1]));
  if (ids.every((id) => absences.get(id) === true)) return absences;
  const { complete, settled } = await listState(connection, kind, day, belief);
  if (complete) for (const id of ids) absences.set(id, settled || absences.get(id) === true);
  return absences;
}

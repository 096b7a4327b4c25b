/** Keeps up the apps and members ever seen. */
import { type Insertable, sql } from 'kysely';
import { dayNumber } from '../jodoo/statistics-day.ts';
import { cleanedText, foldedName } from './cleaned-text.ts';
import type { Connection } from './connection.ts';
import type { ListAnswer } from './fact.ts';
import { LIST_NUMBERS } from './list-number.ts';
import type { EntityTable } from './tables.ts';

/** The rows' own entities, and their creators. */
export async function saveEntities({ db }: Connection, answer: ListAnswer): Promise<void> {
  const records = [...creatorRecords(answer), ...rowRecords(answer)];
  if (records.length === 0) return;
  // In one order for everybody: two writers never wait for each other's entities.
  const entities = [...new Map(records.map((record) => [`${record.list} ${record.id}`, record])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, record]) => record);
  const latest = (column: string) =>
    sql<never>`case when excluded.named_on >= entity.named_on then ${sql.ref(`excluded.${column}`)}
      else ${sql.ref(`entity.${column}`)} end`;
  await db
    .insertInto('entity')
    .values(entities)
    .onConflict((conflict) =>
      conflict.columns(['list', 'id']).doUpdateSet({
        name: latest('name'),
        name_folded: latest('name_folded'),
        named_on: latest('named_on'),
        creator_id: latest('creator_id'),
        first_day: sql`case when entity.first_day is null or excluded.first_day < entity.first_day
          then excluded.first_day else entity.first_day end`,
        last_day: sql`case when entity.last_day is null or excluded.last_day > entity.last_day
          then excluded.last_day else entity.last_day end`,
      }),
    )
    .execute();
}

function rowRecords({ list, call, rows }: ListAnswer): Insertable<EntityTable>[] {
  if (list === 'organization') return [];
  const day = dayNumber(call.day);
  return rows.map(({ id, name, creator }) => ({
    list: LIST_NUMBERS[list],
    id,
    ...named(name, day),
    creator_id: creator?.memberId ?? null,
    first_day: day,
    last_day: day,
  }));
}

function creatorRecords({ call, rows }: ListAnswer): Insertable<EntityTable>[] {
  const day = dayNumber(call.day);
  return rows.flatMap(({ creator }) =>
    creator === null
      ? []
      : [
          {
            list: LIST_NUMBERS.member,
            id: creator.memberId,
            ...named(creator.name, day),
            creator_id: null,
            first_day: null,
            last_day: null,
          },
        ],
  );
}

function named(name: string, day: number) {
  const cleaned = cleanedText(name);
  return { name: cleaned, name_folded: foldedName(cleaned), named_on: day };
}

/** After rows were removed. */
export async function refreshEntityDays(
  { db }: Connection,
  list: number,
  ids: readonly string[],
): Promise<void> {
  const ofEntity = sql`usage_row.id = entity.id and +usage_row.list = entity.list`;
  await db
    .updateTable('entity')
    .set({
      first_day: sql`(select min(usage_row.day) from usage_row where ${ofEntity})`,
      last_day: sql`(select max(usage_row.day) from usage_row where ${ofEntity})`,
    })
    .where('list', '=', list)
    .where('id', 'in', [...ids].sort())
    .execute();
}

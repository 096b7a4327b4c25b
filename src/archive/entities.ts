/** Apps and members ever seen, as last seen. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { EntityKind } from '../jodoo/lists.ts';
import { dayFromNumber } from '../jodoo/statistics-day.ts';
import type {
  EntitiesAnswer,
  Entity,
  EntityArchive,
  EntityPlace,
  EntityQuery,
  EntityWindow,
} from './archive.ts';
import { type Connection, isIn, isOneOf, snapshot, textList } from './connection.ts';
import { nameCondition } from './filter-conditions.ts';
import { fixedQuery } from './fixed-query.ts';
import { LIST_NUMBERS } from './list-number.ts';

export function createEntityArchive(connection: Connection): EntityArchive {
  return {
    async byId(kind, ids) {
      if (ids.length === 0) return new Map();
      const records = await entitiesOfIds(connection, {
        list: LIST_NUMBERS[kind],
        ids: textList(connection, ids),
      });
      return new Map(records.map((record) => [record.id, entity(record)]));
    },
    search: (kind, query, window) => snapshot(connection, (trx) => search(trx, kind, query, window)),
  };
}

const entitiesOfIds = fixedQuery(['list', 'ids'], (connection, { list, ids }) =>
  entityRecords(connection, list).where(isIn(connection, 'entity.id', ids)),
);

type EntityRecord = Awaited<ReturnType<ReturnType<typeof entityRecords>['execute']>>[number];

function entityRecords({ db }: Connection, list: number | RawBuilder<number>) {
  return db
    .selectFrom('entity')
    .leftJoin('entity as creator', (join) =>
      join
        .onRef('creator.id', '=', 'entity.creator_id')
        .on('creator.list', '=', sql.lit(LIST_NUMBERS.member)),
    )
    .where('entity.list', '=', list)
    .select([
      'entity.id',
      'entity.name',
      'entity.name_folded',
      'entity.creator_id',
      'entity.first_day',
      'entity.last_day',
      'creator.name as creator_name',
    ]);
}

function entity({ id, name, creator_id, creator_name, first_day, last_day }: EntityRecord): Entity {
  return {
    id,
    name,
    creator: creator_id === null ? null : { memberId: creator_id, name: creator_name ?? '' },
    firstDay: first_day === null ? null : dayFromNumber(first_day),
    lastDay: last_day === null ? null : dayFromNumber(last_day),
  };
}

async function search(
  connection: Connection,
  kind: EntityKind,
  query: EntityQuery,
  { after, before, count, from }: EntityWindow,
): Promise<EntitiesAnswer> {
  const matches = matchingEntities(connection, kind, query);
  const counted = (condition: RawBuilder<SqlBool>) =>
    connection.db
      .selectFrom('entity')
      .select(({ fn }) => fn.countAll<number>().as('entities'))
      .where(matches)
      .where(condition)
      .executeTakeFirstOrThrow();
  const forwards = from === 'first';
  const direction = forwards ? sql`asc` : sql`desc`;
  const records = await entityRecords(connection, LIST_NUMBERS[kind])
    .where(matches)
    .where(after ? isBeyond(after, '>') : ALL)
    .where(before ? isBeyond(before, '<') : ALL)
    .orderBy(sql`entity.name_folded ${direction}, entity.id ${direction}`)
    .limit(count)
    .execute();
  if (!forwards) records.reverse();
  const entities = records.map((record) => ({
    entity: entity(record),
    place: { name: record.name_folded, id: record.id },
  }));
  const { entities: totalCount } = await counted(ALL);
  const [first, last] = [entities[0]?.place, entities.at(-1)?.place];
  return {
    entities,
    hasBefore: first ? (await counted(isBeyond(first, '<'))).entities > 0 : after !== undefined,
    hasAfter: last ? (await counted(isBeyond(last, '>'))).entities > 0 : before !== undefined,
    totalCount,
  };
}

const ALL = sql<SqlBool>`1 = 1`;

function matchingEntities(
  connection: Connection,
  kind: EntityKind,
  { nameContains, creatorIds }: EntityQuery,
): RawBuilder<SqlBool> {
  const conditions: RawBuilder<SqlBool>[] = [
    sql`entity.list = ${LIST_NUMBERS[kind]}`,
    ...(nameContains === undefined ? [] : nameCondition('entity.name_folded', nameContains)),
    ...(creatorIds === undefined ? [] : [isOneOf(connection, 'entity.creator_id', creatorIds)]),
  ];
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** Behind or in front of a place, by folded name and id. */
function isBeyond({ name, id }: EntityPlace, side: '<' | '>'): RawBuilder<SqlBool> {
  const [nameText, idText] = [name.replaceAll('\0', ''), id.replaceAll('\0', '')];
  return side === '>'
    ? sql`(entity.name_folded, entity.id) > (${nameText}, ${idText})`
    : sql`(entity.name_folded, entity.id) < (${nameText}, ${idText})`;
}

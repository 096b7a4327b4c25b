import type { EntityPlace } from '../../archive/archive.ts';
import type { Operation } from '../../usage/operation.ts';
import { checkedIds } from '../identity/checked-ids.ts';
import { type EntityShape, entityShape } from '../identity/entity-shape.ts';
import type { UsageList } from '../usage-lists.ts';
import { checkedNamePart } from './checked-name-part.ts';
import { type Cursor, decodeEntityCursor } from './cursor.ts';
import { type PageArguments, pageSize } from './page-arguments.ts';
import { type PageInfoShape, pageInfoOf } from './page-info.ts';

export interface EntitiesArguments extends PageArguments {
  readonly nameContains?: string | null | undefined;
  readonly creatorIds?: readonly string[] | null | undefined;
}

export interface EntityEdge {
  readonly place: Cursor;
  readonly node: EntityShape;
}

export interface EntitiesPage {
  readonly edges: readonly EntityEdge[];
  readonly pageInfo: PageInfoShape;
  readonly totalCount: number;
}

/** A page of all apps or members ever seen, by their latest names. Costs no call. */
export async function entitiesPage(
  { kind }: UsageList,
  args: EntitiesArguments,
  operation: Operation,
): Promise<EntitiesPage> {
  const place = (name: 'after' | 'before'): EntityPlace | undefined => {
    const text = args[name];
    return text ? decodeEntityCursor(kind, name, text).place : undefined;
  };
  const query = {
    nameContains: checkedNamePart(args.nameContains),
    creatorIds: args.creatorIds ? checkedIds('creatorIds', args.creatorIds) : undefined,
  };
  const window = { ...pageSize(args), after: place('after'), before: place('before') };
  const answer = await operation.entities(kind).search(query, window);
  const edges = answer.entities.map(
    ({ entity, place: at }): EntityEdge => ({
      place: { list: kind, kind: 'entity', place: at },
      node: entityShape(entity),
    }),
  );
  return { edges, pageInfo: pageInfoOf(edges, answer), totalCount: answer.totalCount };
}

import type { Entity } from '../../archive/archive.ts';
import type { EntityKind } from '../../jodoo/lists.ts';
import type { UsageRow } from '../../jodoo/usage-row.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import type { Operation } from '../../usage/operation.ts';

/** An app or a member, whatever the day, as its GraphQL type is given it. */
export interface EntityShape {
  readonly id: string;
  /** As it was where the entity was found; the latest one is the archive's. */
  readonly name: string;
  /** Set where it has been read already. */
  readonly entity?: Entity;
}

export function entityShape(entity: Entity): EntityShape {
  return { id: entity.id, name: entity.name, entity };
}

/** What is known of it by now; null when the archive has never seen it. */
export function knownEntity(
  kind: EntityKind,
  { id, entity }: EntityShape,
  operation: Operation,
): MaybePromise<Entity | null> {
  return entity ?? operation.entities(kind).byId(id);
}

/** An app or a member by its id: known ones without a call, others are looked up on the latest day. */
export function findEntity(
  kind: EntityKind,
  id: string,
  operation: Operation,
): MaybePromise<EntityShape | null> {
  return whenReady(operation.entities(kind).byId(id), (known) => {
    if (known !== null) return entityShape(known);
    return whenReady(operation.list(kind).row(operation.latestDay(), id), (fact) =>
      fact.kind === 'row' ? entityShape(seenOn(fact.row)) : null,
    );
  });
}

/** One that was not known before this row. */
function seenOn({ id, name, creator, date }: UsageRow): Entity {
  return { id, name, creator, firstDay: date, lastDay: date };
}

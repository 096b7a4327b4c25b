import type { EntityKind } from '../../jodoo/lists.ts';
import type { StatisticsDay } from '../../jodoo/statistics-day.ts';
import type { UsageRow } from '../../jodoo/usage-row.ts';
import { type MaybePromise, orElse, whenAllReady, whenReady } from '../../usage/maybe-promise.ts';
import type { Operation } from '../../usage/operation.ts';
import { asError } from '../as-error.ts';
import { type EntityShape, findEntity } from './entity-shape.ts';
import { type NodeKey, typenameOf } from './node-key.ts';

export type NodeShape = EntityShape | UsageRow;

/** The names of nodes' types: rows of apps and of members look alike. */
const typenames = new WeakMap<object, string>();

/** The name of the type of a node that was loaded here. */
export function loadedTypename(node: object): string | undefined {
  return typenames.get(node);
}

/** null when there is none. */
export function loadNode(key: NodeKey, operation: Operation): MaybePromise<NodeShape | null> {
  const { kind, id, day } = key;
  const found: MaybePromise<NodeShape | null> =
    day === null ? findEntity(kind, id, operation) : findUsage(kind, id, day, operation);
  return whenReady(found, (node) => {
    if (node !== null && !typenames.has(node)) typenames.set(node, typenameOf(key));
    return node;
  });
}

/** The row of an id on a day, by default the latest; null when the upstream does not know the id on that day. */
export function findUsage(
  kind: EntityKind,
  id: string,
  date: StatisticsDay | null | undefined,
  operation: Operation,
): MaybePromise<UsageRow | null> {
  return whenReady(operation.requestedDay(kind, date), (day) =>
    whenReady(operation.list(kind).row(day, id), (fact) => (fact.kind === 'row' ? fact.row : null)),
  );
}

/** An answer of more errors holds the event loop: each costs about a tenth of a millisecond. */
const MAX_FAILURES = 1_000;

/**
 * Each node by itself, in the given order: one that fails is an Error in its place. Throws the first error where more
 * than a thousand fail.
 */
export function loadNodes<T>(
  names: readonly T[],
  read: (name: T) => NodeKey,
  operation: Operation,
): MaybePromise<(NodeShape | Error | null)[]> {
  return whenReady(whenAllReady(loadEachNode(names, read, operation)), (nodes) => {
    const failures = nodes.filter((node) => node instanceof Error);
    if (failures.length > MAX_FAILURES) throw failures[0];
    return nodes;
  });
}

/** The same, each when it is there. */
export function loadEachNode<T>(
  names: readonly T[],
  read: (name: T) => NodeKey,
  operation: Operation,
): MaybePromise<NodeShape | Error | null>[] {
  return names.map((name) => orElse(() => loadNode(read(name), operation), asError));
}

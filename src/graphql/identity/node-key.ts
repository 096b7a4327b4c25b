/**
 * What names a node: an app or a member, or one of them on one day. Clients hold it as a global id, routers as a
 * representation; both are read here and nowhere else.
 */
import { badUserInput } from '../../errors.ts';
import type { EntityKind } from '../../jodoo/lists.ts';
import { isStatisticsDay, type StatisticsDay } from '../../jodoo/statistics-day.ts';
import { quoted } from '../quoted.ts';
import { USAGE_LISTS } from '../usage-lists.ts';
import { checkedId, isId } from './checked-ids.ts';

export interface NodeKey {
  readonly kind: EntityKind;
  readonly id: string;
  /** Of a usage; null for the app or the member itself. */
  readonly day: StatisticsDay | null;
}

interface NodeType {
  readonly kind: EntityKind;
  readonly hasDay: boolean;
}

const NODE_TYPES = new Map<string, NodeType>(
  Object.values(USAGE_LISTS).flatMap(({ kind, entityType, usageType }) => [
    [entityType, { kind, hasDay: false }],
    [usageType, { kind, hasDay: true }],
  ]),
);

const DAY_LENGTH = 'yyyy-MM-dd'.length;
/** Type, day and an id of three bytes a character, in base64. */
const MAX_GLOBAL_ID_LENGTH = 1_024;

export function typenameOf({ kind, day }: NodeKey): string {
  return day === null ? USAGE_LISTS[kind].entityType : USAGE_LISTS[kind].usageType;
}

/** Opaque for clients. Apps share theirs with other subgraphs, so its form stays: base64url of `App:<id>`. */
export function encodeGlobalId(key: NodeKey): string {
  const text = key.day === null ? key.id : `${key.day}:${key.id}`;
  return Buffer.from(`${typenameOf(key)}:${text}`).toString('base64url');
}

export function decodeGlobalId(globalId: string): NodeKey {
  const key = globalId.length > MAX_GLOBAL_ID_LENGTH ? undefined : readGlobalId(globalId);
  if (key !== undefined) return key;
  throw badUserInput(`${quoted(globalId)} is not an id of this gateway: pass the 'id' of a node unchanged.`, {
    argument: 'id',
  });
}

function readGlobalId(globalId: string): NodeKey | undefined {
  const text = Buffer.from(globalId, 'base64url').toString('utf8');
  const colon = text.indexOf(':');
  const type = NODE_TYPES.get(text.slice(0, Math.max(0, colon)));
  if (type === undefined) return undefined;
  const place = text.slice(colon + 1);
  const id = type.hasDay ? place.slice(DAY_LENGTH + 1) : place;
  if (!isId(id)) return undefined;
  if (!type.hasDay) return { kind: type.kind, id, day: null };
  const day = place.slice(0, DAY_LENGTH);
  return isStatisticsDay(day) && place[DAY_LENGTH] === ':' ? { kind: type.kind, id, day } : undefined;
}

/** The key of an entity as a router hands it over. It may be anything: the subgraph library checks nothing. */
export function readRepresentation(representation: unknown): NodeKey {
  const typename = ownField(representation, '__typename');
  const type = typeof typename === 'string' ? NODE_TYPES.get(typename) : undefined;
  if (type === undefined) {
    throw badUserInput(
      `A representation must be an object whose __typename is one of ${[...NODE_TYPES.keys()].join(', ')}.`,
    );
  }
  const { idField } = USAGE_LISTS[type.kind];
  const id = checkedId(idField, ownField(representation, idField));
  if (!type.hasDay) return { kind: type.kind, id, day: null };
  const date = ownField(representation, 'date');
  if (typeof date === 'string' && isStatisticsDay(date)) return { kind: type.kind, id, day: date };
  throw badUserInput(
    `The 'date' of a representation must be a calendar day such as "2026-05-08"; got ${quoted(date)}.`,
  );
}

function ownField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

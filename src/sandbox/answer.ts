/** What the upstream answers to a request that it has let in and understood: pure. */
import type { Asked } from './asked.ts';
import type { Organization } from './organization.ts';
import { noise } from './random.ts';

/** A JSON object as it is about to be sent. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An item of a day's list, with the id that it can be asked for by. */
export interface Listed {
  readonly id: string;
  readonly item: JsonObject;
}

/** The day's list in the upstream's order; the overview has none. */
export function listOf(organization: Organization, { endpoint, day }: Asked): readonly Listed[] {
  switch (endpoint) {
    case 'appMetrics':
      return organization.apps(day).map((item) => ({ id: item.app_id, item }));
    case 'memberMetrics':
      return organization.members(day).map((item) => ({ id: item.member.member_id, item }));
    case 'overview':
      return [];
  }
}

/** A success's JSON: `date` and `metrics`, or `date`, `has_next` and `items` of the day's list. */
export function answer(organization: Organization, asked: Asked, list: readonly Listed[]): JsonObject {
  if (asked.endpoint === 'overview') return { date: asked.day, metrics: organization.overview(asked.day) };
  return { date: asked.day, ...pageOf(list, asked) };
}

/** A page of a list; or, when ids are asked for, all of them that exist at once, whatever `skip` and `limit` say. */
export function pageOf(
  list: readonly Listed[],
  { ids, skip, limit }: Asked,
): { has_next: boolean; items: readonly JsonObject[] } {
  const listed = ids.length > 0 ? byIds(list, new Set(ids)) : list.slice(skip, skip + limit);
  const hasNext = ids.length === 0 && skip + limit < list.length;
  return { has_next: hasNext, items: listed.map(({ item }) => item) };
}

/**
 * Each once, without the unknown ones, and never in the order asked for. The vendor does not document the
 * order, so whoever matches by position shall fail here and not in production.
 */
function byIds(list: readonly Listed[], asked: ReadonlySet<string>): Listed[] {
  const byId = new Map(list.map((listed) => [listed.id, listed]));
  const inOrder = [...asked].flatMap((id) => byId.get(id) ?? []);
  const shuffled = inOrder.toSorted((a, b) => noise(a.id) - noise(b.id));
  return shuffled.every((listed, index) => listed === inOrder[index]) ? shuffled.reverse() : shuffled;
}

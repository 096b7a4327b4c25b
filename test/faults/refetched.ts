/** What was fetched twice although it was archived. */
import type { EndpointName } from '../../src/sandbox/asked.ts';
import { wentWithKill } from './audit.ts';
import type { Model } from './model.ts';
import type { GoodAnswer } from './upstream-storm.ts';

/** A time in which the archive did not answer, or may not have; epoch milliseconds. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Refetched {
  /** Calls for pages, or for ids, every part of which had been answered before. */
  readonly pages: readonly string[];
  readonly ids: readonly string[];
}

/** From an answer to its being filed. */
const FILED_WITHIN_MS = 3_000;

/**
 * What was fetched before an outage cannot be read in it, and may be fetched again; what was fetched in the same outage
 * is in the spool, and may not. Days whose lists move are left out: a list that contradicts itself is read again.
 */
export function refetched(
  model: Model,
  good: readonly GoodAnswer[],
  kills: readonly number[],
  outages: readonly Outage[],
): Refetched {
  const pages: string[] = [];
  const ids: string[] = [];
  const answered = new Map<string, number>();
  const outageAt = (atMs: number) => outages.findIndex(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  const wasKept = (sinceMs: number | undefined, atMs: number) =>
    sinceMs !== undefined &&
    atMs - sinceMs > FILED_WITHIN_MS &&
    !wentWithKill(sinceMs, kills) &&
    (outageAt(atMs) < 0 || outageAt(atMs) === outageAt(sinceMs));

  for (const { atMs, asked } of good) {
    const { endpoint, day } = asked;
    if (model.mood(day) !== 'calm' || !model.days.includes(day)) continue;
    const keys = keysOf(model, asked);
    const isAgain = keys.length > 0 && keys.every((key) => wasKept(answered.get(key), atMs));
    const what = `${endpoint} ${day} ${asked.ids.length > 0 ? asked.ids.join(',') : `from ${asked.skip}`}`;
    if (isAgain) (asked.ids.length > 0 ? ids : pages).push(`${what} at ${new Date(atMs).toISOString()}`);
    for (const key of keys) if (!answered.has(key)) answered.set(key, atMs);
    if (asked.ids.length === 0)
      for (const id of listedIds(model, asked)) answered.set(id, Math.min(answered.get(id) ?? atMs, atMs));
  }
  return { pages, ids };
}

/** A page's own key, or those of the ids that exist. */
function keysOf(model: Model, { endpoint, day, ids, skip }: GoodAnswer['asked']): string[] {
  if (ids.length === 0) return [`${endpoint} ${day} page ${skip}`];
  const list = listOf(endpoint);
  const known = list && model.day(list, day).byId;
  return ids.filter((id) => known?.has(id)).map((id) => `${endpoint} ${day} id ${id}`);
}

function listedIds(model: Model, { endpoint, day, skip, limit }: GoodAnswer['asked']): string[] {
  const list = listOf(endpoint);
  if (list === undefined) return [];
  const { rows } = model.day(list, day);
  return rows.slice(skip, skip + limit).map(({ id }) => `${endpoint} ${day} id ${id}`);
}

function listOf(endpoint: EndpointName): 'app' | 'member' | undefined {
  if (endpoint === 'overview') return undefined;
  return endpoint === 'appMetrics' ? 'app' : 'member';
}

/** Opens the archive once the gateway has ended: is everything there that was fetched, and is everything right? */
import type { Archive } from '../../src/archive/archive.ts';
import type { Belief } from '../../src/archive/fact.ts';
import type { ListKind } from '../../src/jodoo/lists.ts';
import { dayFromNumber, type StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import { ORGANIZATION_ID, type UsageRow } from '../../src/jodoo/usage-row.ts';
import type { EndpointName } from '../../src/sandbox/asked.ts';
import type { Model, ModelMetrics } from './model.ts';
import type { GoodAnswer } from './upstream-storm.ts';

export interface Audit {
  /** Rows that were fetched. */
  readonly fetched: number;
  /** Rows that were fetched and are not there. */
  readonly lost: readonly string[];
  /** Facts that are there and not so. */
  readonly wrong: readonly string[];
}

export const LIST_OF: Readonly<Record<EndpointName, ListKind>> = {
  appMetrics: 'app',
  memberMetrics: 'member',
  overview: 'organization',
};

/** What was on its way when the process was killed need not be there, nor what it still had asked for. */
const BEFORE_KILL_MS = 3_000;
const AFTER_KILL_MS = 300;

export function wentWithKill(atMs: number, kills: readonly number[]): boolean {
  return kills.some((killMs) => atMs > killMs - BEFORE_KILL_MS && atMs < killMs + AFTER_KILL_MS);
}

/** Believes whatever was ever said. */
const CREDULOUS: Belief = { nowMs: Date.now(), sinceMs: 0, fromDay: dayFromNumber(0), settleOffsetMs: 0 };

export async function auditArchive(
  archive: Archive,
  model: Model,
  good: readonly GoodAnswer[],
  kills: readonly number[],
): Promise<Audit> {
  const audit = { fetched: 0, lost: [] as string[], wrong: [] as string[] };
  for (const [place, ids] of fetchedIds(model, good, kills)) {
    const { list, day } = place;
    audit.fetched += ids.size;
    const known = await archive.list(list).facts(day, [...allIds(model, list, day, ids.keys())], CREDULOUS);
    for (const [id, atMs] of ids) {
      if (known.get(id)?.kind === 'row') continue;
      audit.lost.push(`${list} ${id} on ${day}, last answered at ${new Date(atMs).toISOString()}`);
    }
    if (model.mood(day) === 'lying') continue;
    for (const [id, fact] of known) {
      const right = rightMetrics(model, list, day, id);
      if (fact.kind === 'absent' ? right !== undefined : !isRight(fact.row, right)) {
        audit.wrong.push(`${list} ${id} on ${day}: ${JSON.stringify(fact).slice(0, 300)}`);
      }
    }
  }
  return audit;
}

interface Place {
  readonly list: ListKind;
  readonly day: StatisticsDay;
}

/** The ids that were answered, and when each was last. */
function fetchedIds(
  model: Model,
  good: readonly GoodAnswer[],
  kills: readonly number[],
): Map<Place, Map<string, number>> {
  const places = new Map<string, { readonly place: Place; readonly ids: Map<string, number> }>();
  for (const { atMs, asked } of good) {
    if (wentWithKill(atMs, kills)) continue;
    const place = { list: LIST_OF[asked.endpoint], day: asked.day };
    const key = `${place.list} ${place.day}`;
    const known = places.get(key) ?? { place, ids: new Map<string, number>() };
    places.set(key, known);
    for (const id of answeredIds(model, asked)) known.ids.set(id, atMs);
  }
  return new Map([...places.values()].map(({ place, ids }) => [place, ids]));
}

function answeredIds(model: Model, { endpoint, day, ids, skip, limit }: GoodAnswer['asked']): string[] {
  if (endpoint === 'overview') return [ORGANIZATION_ID];
  const { rows, byId } = model.day(endpoint === 'appMetrics' ? 'app' : 'member', day);
  if (ids.length > 0) return ids.filter((id) => byId.has(id));
  return rows.slice(skip, skip + limit).map(({ id }) => id);
}

/** With all ids of the day's list, so that wrong absences are found, too. */
function allIds(model: Model, list: ListKind, day: StatisticsDay, ids: Iterable<string>): Set<string> {
  return new Set([...ids, ...(list === 'organization' ? [] : model.day(list, day).byId.keys())]);
}

function rightMetrics(
  model: Model,
  list: ListKind,
  day: StatisticsDay,
  id: string,
): ModelMetrics | undefined {
  return list === 'organization' ? model.overview(day) : model.day(list, day).byId.get(id)?.metrics;
}

function isRight({ metrics }: UsageRow, right: ModelMetrics | undefined): boolean {
  if (right === undefined) return false;
  const counts = Object.entries(right);
  // Nothing but zeros may also be no statistics at all.
  if (metrics === null) return counts.every(([, count]) => count === null || count === 0);
  const answered = new Map<string, number | null>(Object.entries(metrics));
  return counts.every(([metric, count]) => answered.get(metric) === count);
}

/** What is right: the invented organization itself, read without any of the gateway's code for answers. */
import { METRICS, type Metric } from '../../src/jodoo/metrics.ts';
import { addDays, eachDay, type StatisticsDay, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import type { Organization } from '../../src/sandbox/organization.ts';
import type { WireMetrics } from '../../src/sandbox/wire-metrics.ts';

export type EntityList = 'app' | 'member';
export type ModelMetrics = Readonly<Record<Metric, number | null>>;

export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly creatorId: string | null;
  readonly lastEditAt: string | null;
  readonly metrics: ModelMetrics;
}

export interface ModelDay {
  /** In the upstream's order. */
  readonly rows: readonly ModelRow[];
  readonly byId: ReadonlyMap<string, ModelRow>;
}

/**
 * What the upstream may do wrong on a day.
 * - `calm`: it fails in ways that are seen at once; every answer of the gateway must be right
 * - `moving`: its list moves between calls, too; windows of a list need not fit together, everything else must
 * - `lying`: it says what cannot be known to be wrong, such as a look-up without an item that exists; rows and counts
 *   that are there must be right, but may be missing
 */
export type DayMood = 'calm' | 'moving' | 'lying';

export interface Model {
  readonly organization: Organization;
  day(list: EntityList, day: StatisticsDay): ModelDay;
  overview(day: StatisticsDay): ModelMetrics;
  mood(day: StatisticsDay): DayMood;
  /** Newest first. Midnight may pass: all of them stay answerable. */
  readonly days: readonly StatisticsDay[];
}

export interface ModelOptions {
  readonly apps: number;
  readonly members: number;
  readonly days: number;
  readonly nowMs: number;
}

/** Every so many days the mood is another than calm. */
const MOVING_EVERY = 9;
const LYING_EVERY = 10;

export function createModel({ apps, members, days, nowMs }: ModelOptions): Model {
  const organization = remembered(createLivingOrganization({ seed: 7, apps, members }));
  const last = addDays(upstreamDays(nowMs).to, -2);
  const range = { from: addDays(last, 1 - days), to: last };
  const places = new Map(eachDay(range).map((day, index) => [day, index]));
  const lists: Readonly<Record<EntityList, (day: StatisticsDay) => ModelDay>> = {
    app: byDay((day) => modelDay(organization.apps(day).map(appRow))),
    member: byDay((day) => modelDay(organization.members(day).map(memberRow))),
  };
  // Worked out beforehand: a sandbox that is slow of itself is a fault that nobody planned.
  for (const day of places.keys()) for (const list of Object.values(lists)) list(day);
  return {
    organization,
    day: (list, day) => lists[list](day),
    overview: (day) => modelMetrics(organization.overview(day)),
    mood(day) {
      const place = places.get(day) ?? 0;
      if (place % MOVING_EVERY === 4) return 'moving';
      return place % LYING_EVERY === 7 ? 'lying' : 'calm';
    },
    days: [...places.keys()].reverse(),
  };
}

/** Sums over rows; null where the count of one is unknown. */
export function sumOf(rows: readonly ModelRow[], metric: Metric): number | null {
  return rows.reduce<number | null>((sum, { metrics }) => {
    const count = metrics[metric];
    return sum === null || count === null ? null : sum + count;
  }, 0);
}

function appRow(item: ReturnType<Organization['apps']>[number]): ModelRow {
  return {
    id: item.app_id,
    name: item.app_name,
    creatorId: item.creator?.member_id ?? null,
    lastEditAt: item.last_edit_at ?? null,
    metrics: modelMetrics(item.metrics),
  };
}

function memberRow({ member, metrics }: ReturnType<Organization['members']>[number]): ModelRow {
  const row = { id: member.member_id, name: member.name, creatorId: null, lastEditAt: null };
  return { ...row, metrics: modelMetrics(metrics) };
}

function modelDay(rows: readonly ModelRow[]): ModelDay {
  return { rows, byId: new Map(rows.map((row) => [row.id, row])) };
}

function modelMetrics(wire: WireMetrics): ModelMetrics {
  const counts = { ...NOTHING };
  for (const { metric, wire: name } of METRICS) counts[metric] = wire[name] ?? null;
  return counts;
}

const NOTHING: Record<Metric, number | null> = {
  app: null,
  formCoop: null,
  formWorkflow: null,
  dash: null,
  etl: null,
  aggregate: null,
  publicLink: null,
  dataTrigger: null,
  automation: null,
  bpa: null,
  data: null,
  dailyAutomationExec: null,
  dailyAttachmentUpload: null,
};

/** The sandbox keeps few days, and here they are asked for all the time. */
function remembered({ apps, members, overview }: Organization): Organization {
  return { apps: byDay(apps), members: byDay(members), overview: byDay(overview) };
}

function byDay<T>(of: (day: StatisticsDay) => T): (day: StatisticsDay) => T {
  const known = new Map<StatisticsDay, { readonly value: T }>();
  return (day) => {
    const entry = known.get(day) ?? { value: of(day) };
    known.set(day, entry);
    return entry.value;
  };
}

/** Organizations that do not exist: their apps, members and numbers, the same for the same seed and day. */
import type { MemberMetricsResponse } from '../jodoo/contract.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { createAppCounts, SETTLED_SINCE } from './app-counts.ts';
import { appName } from './app-names.ts';
import { cachedByDay } from './cached-by-day.ts';
import { workingInstant } from './instant.ts';
import { noise, noiseBetween, noiseId } from './random.ts';
import { type AppItem, memberMetrics, overviewMetrics, type WireMetrics } from './wire-metrics.ts';

export interface OrganizationOptions {
  /** Another seed, another organization. Default 1. */
  readonly seed?: number;
  /** Apps that exist, all created before 2024: exactly so many on every day. Default 240. */
  readonly apps?: number;
  /** Default 30. */
  readonly members?: number;
  /** Whether the first app holds BIG_DATA_COUNT records on every day. Default true. */
  readonly bigApp?: boolean;
}

export type MemberItem = MemberMetricsResponse['items'][number] & { readonly metrics: WireMetrics };

/** A day's answers never change: whoever asks again, in whatever process, gets the same. */
export interface Organization {
  /** The apps of a day, in the upstream's order. */
  apps(day: StatisticsDay): readonly AppItem[];
  /** The members, each with the sums over the apps they created. */
  members(day: StatisticsDay): readonly MemberItem[];
  /** Sums over the whole organization. */
  overview(day: StatisticsDay): WireMetrics;
}

const DEFAULT_SEED = 1;
/** More than 32 bits can hold. */
export const BIG_DATA_COUNT = 5_000_000_000;
/** The app that holds so many records, in the organization of the default seed. */
export const BIG_APP_ID = noiseId(DEFAULT_SEED, 'app', 0);

const NAMES = ['Tom', 'Mei', 'Ana', 'Kofi', 'Lena', 'Raj', 'Sofia', 'Wei', 'Omar', 'Nina'];

/** A steady organization: the same apps and members on every day, in the same order. For tests. */
export function createOrganization(options: OrganizationOptions = {}): Organization {
  const { seed = DEFAULT_SEED, apps: appCount = 240, members: memberCount = 30, bigApp = true } = options;
  const members = membersOf(seed, memberCount);
  const described = appsOf(seed, appCount, members);
  const countsOf = described.map((_app, index) => createAppCounts(seed, index));

  const apps = cachedByDay((day) =>
    described.map((app, index) => ({
      ...app,
      last_edit_at: lastInstant(seed, 'edit', 21, index, day),
      last_visit_at: isNeverVisited(seed, index) ? null : lastInstant(seed, 'visit', 5, index, day),
      metrics: { ...countsOf[index]?.(day), ...(bigApp && index === 0 && { data: BIG_DATA_COUNT }) },
    })),
  );
  return {
    apps,
    members: cachedByDay((day) => {
      const metricsOf = memberMetrics(apps(day));
      return members.map((member) => ({ member, metrics: metricsOf(member.member_id) }));
    }),
    overview: cachedByDay((day) => overviewMetrics(day, apps(day))),
  };
}

function membersOf(seed: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    member_id: noiseId(seed, 'member', index),
    name: `${NAMES[index % NAMES.length]} ${String.fromCharCode(65 + Math.floor(index / NAMES.length))}.`,
  }));
}

/** What never changes of an app. */
function appsOf(seed: number, count: number, members: ReturnType<typeof membersOf>) {
  const epoch = dayNumber(SETTLED_SINCE);
  return Array.from({ length: count }, (_, index) => ({
    app_id: noiseId(seed, 'app', index),
    app_name: appName(index),
    creator: members[noiseBetween(0, members.length - 1, seed, 'creator', index)] ?? null,
    created_at: workingInstant(
      epoch - noiseBetween(30, 900, seed, 'created', index),
      noise(seed, 'created at', index, 'minute'),
    ),
  }));
}

/** The last time until the day's end that something happened which happens every 1…`mostDays` days. */
function lastInstant(
  seed: number,
  what: string,
  mostDays: number,
  index: number,
  day: StatisticsDay,
): string {
  const everyDays = noiseBetween(1, mostDays, seed, what, index);
  const happened = dayNumber(day) - (dayNumber(day) % everyDays);
  return workingInstant(happened, noise(seed, what, index, happened, 'minute'));
}

function isNeverVisited(seed: number, index: number): boolean {
  return noise(seed, 'visited', index) < 0.05;
}

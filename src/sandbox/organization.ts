/** An organization that does not exist: its apps, members and numbers, the same for the same seed and day. */
import type { AppMetricsItem, MemberMetricsResponse } from '../jodoo/contract.ts';
import { dayFromNumber, dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import {
  createAppCounts,
  memberCounts,
  overviewCounts,
  SETTLED_SINCE,
  type WireMetrics,
} from './app-counts.ts';
import { appName } from './app-names.ts';
import { noise, noiseBetween, noiseId } from './random.ts';

export interface OrganizationOptions {
  /** Another seed, another organization. Default 1. */
  readonly seed?: number;
  /** Apps that exist, all created before 2024: exactly so many on every day. Default 240. */
  readonly apps?: number;
  /** Default 30. */
  readonly members?: number;
}

type AppItem = AppMetricsItem & { readonly metrics: WireMetrics };
type MemberItem = MemberMetricsResponse['items'][number];

export interface Organization {
  /** The apps of a day, in the upstream's order, which is the same on every day. */
  apps(day: StatisticsDay): AppItem[];
  /** The members, each with the sums over the apps they created. */
  members(day: StatisticsDay): MemberItem[];
  /** Sums over the whole organization. */
  overview(day: StatisticsDay): WireMetrics;
}

const DEFAULT_SEED = 1;
/** The first app of an organization holds this many records on every day: more than 32 bits can. */
export const BIG_DATA_COUNT = 5_000_000_000;
/** That first app, in the organization of the default seed. */
export const BIG_APP_ID = noiseId(DEFAULT_SEED, 'app', 0);

const NAMES = ['Tom', 'Mei', 'Ana', 'Kofi', 'Lena', 'Raj', 'Sofia', 'Wei', 'Omar', 'Nina'];

export function createOrganization(options: OrganizationOptions = {}): Organization {
  const { seed = DEFAULT_SEED, apps: appCount = 240, members: memberCount = 30 } = options;
  const epoch = dayNumber(SETTLED_SINCE);
  const members = Array.from({ length: memberCount }, (_, index) => ({
    member_id: noiseId(seed, 'member', index),
    name: `${NAMES[index % NAMES.length]} ${String.fromCharCode(65 + Math.floor(index / NAMES.length))}.`,
  }));
  const described = Array.from({ length: appCount }, (_, index) => ({
    app_id: noiseId(seed, 'app', index),
    app_name: appName(index),
    creator: members[noiseBetween(0, memberCount - 1, seed, 'creator', index)] ?? null,
    created_at: instant(epoch - noiseBetween(30, 900, seed, 'created', index), seed, 'created at', index),
  }));

  const countsOf = described.map((_app, index) => createAppCounts(seed, index));

  function apps(day: StatisticsDay): AppItem[] {
    return described.map((app, index) => ({
      ...app,
      last_edit_at: lastInstant('edit', 21, index, day),
      last_visit_at: isNeverVisited(index) ? null : lastInstant('visit', 5, index, day),
      metrics: { ...countsOf[index]?.(day), ...(index === 0 && { data: BIG_DATA_COUNT }) },
    }));
  }

  /** The last time until the day's end that something happened which happens every 1…`mostDays` days. */
  function lastInstant(what: string, mostDays: number, index: number, day: StatisticsDay): string {
    const everyDays = noiseBetween(1, mostDays, seed, what, index);
    const happened = dayNumber(day) - (dayNumber(day) % everyDays);
    return instant(happened, seed, what, index, happened);
  }

  function isNeverVisited(index: number): boolean {
    return noise(seed, 'visited', index) < 0.05;
  }

  return {
    apps,
    members(day) {
      const all = apps(day);
      return members.map((member) => ({
        member,
        metrics: memberCounts(all.filter(({ creator }) => creator === member).map(({ metrics }) => metrics)),
      }));
    },
    overview: (day) =>
      overviewCounts(
        day,
        apps(day).map(({ metrics }) => metrics),
      ),
  };
}

/** An instant in a day's working hours in +08:00, RFC 3339. `parts` decide the minute. */
function instant(number: number, ...parts: readonly (string | number)[]): string {
  const minutes = noiseBetween(8 * 60, 19 * 60 - 1, ...parts, 'minute');
  const clock = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${dayFromNumber(number)}T${clock.join(':')}:00+08:00`;
}

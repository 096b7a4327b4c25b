/** An organization that does not exist: its apps, members and numbers, the same for the same seed and day. */
import type { AppMetricsItem, MemberMetricsResponse } from '../jodoo/contract.ts';
import { METRICS, type MetricWireName } from '../jodoo/metrics.ts';
import { dayNumber, type StatisticsDay, statisticsDay } from '../jodoo/statistics-day.ts';
import { noise, noiseBetween, noiseId } from './random.ts';

export interface OrganizationOptions {
  /** Another seed, another organization. Default 1. */
  readonly seed?: number;
  /** Apps that exist, all created before 2024. Default 240. */
  readonly apps?: number;
  /** Default 30. */
  readonly members?: number;
}

type MemberItem = MemberMetricsResponse['items'][number];
type WireMetrics = Partial<Record<MetricWireName, number>>;

export interface Organization {
  /** The apps of a day, in the upstream's order. */
  apps(day: StatisticsDay): AppMetricsItem[];
  members(day: StatisticsDay): MemberItem[];
  /** Sums over the whole organization. */
  overview(day: StatisticsDay): WireMetrics;
}

/** The first app holds this many records on every day: more than 32 bits can. */
export const BIG_DATA_COUNT = 5_000_000_000;

const SUBJECTS = [
  'CRM',
  'Purchase Requests',
  'Expense Claims',
  'Inventory',
  'Field Service',
  'Recruiting',
  'Onboarding',
  'Quality Control',
  'Project Tracker',
  'Contracts',
  'Visitor Log',
  'Fleet',
  'Maintenance',
  'Production Orders',
  'Training',
  'Help Desk',
  'Site Inspections',
  'Suppliers',
  'Leave Requests',
  'Budget',
];
const PLACES = [
  '',
  'Shanghai',
  'Berlin',
  'Austin',
  'Lagos',
  'Osaka',
  'Lima',
  'Pune',
  'Leeds',
  'Cork',
  'Perth',
  'Oslo',
];
const NAMES = ['Tom', 'Mei', 'Ana', 'Kofi', 'Lena', 'Raj', 'Sofia', 'Wei', 'Omar', 'Nina'];
/** Where a metric starts for an app, at most, and how much it may grow in a year. */
const SIZES: Readonly<Record<MetricWireName, { start: number; perYear: number }>> = {
  app: { start: 0, perYear: 0 },
  form_coop: { start: 40, perYear: 12 },
  form_workflow: { start: 12, perYear: 5 },
  dash: { start: 10, perYear: 4 },
  etl: { start: 4, perYear: 2 },
  aggregate: { start: 6, perYear: 2 },
  public_link: { start: 8, perYear: 4 },
  data_trigger: { start: 15, perYear: 8 },
  automation: { start: 5, perYear: 4 },
  bpa: { start: 2, perYear: 1 },
  data: { start: 90_000, perYear: 60_000 },
  daily_automation_exec: { start: 900, perYear: 0 },
  daily_attachment_upload: { start: 80_000_000, perYear: 0 },
};
/** Since when the daily metrics exist (vendor's documentation). */
const DAILY_SINCE = statisticsDay('2026-06-29');
const EPOCH = dayNumber(statisticsDay('2024-01-01'));

export function createOrganization(options: OrganizationOptions = {}): Organization {
  const { seed = 1, apps: appCount = 240, members: memberCount = 30 } = options;
  const members = Array.from({ length: memberCount }, (_, index) => ({
    member_id: noiseId(seed, 'member', index),
    name: `${NAMES[index % NAMES.length]} ${String.fromCharCode(65 + Math.floor(index / NAMES.length))}.`,
  }));
  const apps = Array.from({ length: appCount }, (_, index) => ({
    index,
    app_id: noiseId(seed, 'app', index),
    app_name: appName(index),
    creator: members[noiseBetween(0, memberCount - 1, seed, 'creator', index)] ?? null,
    created_at: instant(EPOCH - noiseBetween(30, 900, seed, 'created', index), noise(seed, 'at', index)),
  }));

  function item(app: (typeof apps)[number], day: StatisticsDay): AppMetricsItem {
    const { index, ...described } = app;
    const today = dayNumber(day);
    const quietDays = noiseBetween(0, 20, seed, 'quiet', index, Math.floor(today / 7));
    const neverVisited = noise(seed, 'visited', index) < 0.05;
    return {
      ...described,
      last_edit_at: instant(today - quietDays, noise(seed, 'edit', index, today)),
      last_visit_at: neverVisited ? null : instant(today, noise(seed, 'visit', index, today)),
      metrics: appMetrics(index, day),
    };
  }

  function appMetrics(index: number, day: StatisticsDay): WireMetrics {
    const counts: WireMetrics = {};
    for (const { wire } of METRICS) {
      if (isDaily(wire) && day < DAILY_SINCE) continue;
      counts[wire] = countOf(index, wire, day);
    }
    return counts;
  }

  function countOf(index: number, wire: MetricWireName, day: StatisticsDay): number {
    if (wire === 'app') return 1;
    if (wire === 'data' && index === 0) return BIG_DATA_COUNT;
    const { start, perYear } = SIZES[wire];
    // A few apps are large and most are small, as in life.
    const scale = noise(seed, wire, index) ** 2;
    if (isDaily(wire)) return Math.floor(start * scale * noise(seed, wire, index, day));
    const years = (dayNumber(day) - EPOCH) / 365;
    return Math.floor(start * scale + perYear * scale * Math.max(0, years));
  }

  function sum(items: readonly AppMetricsItem[]): WireMetrics {
    const sums: WireMetrics = {};
    for (const { metrics } of items) {
      for (const { wire } of METRICS) {
        const count = metrics[wire];
        if (typeof count === 'number') sums[wire] = (sums[wire] ?? 0) + count;
      }
    }
    return sums;
  }

  const items = (day: StatisticsDay) => apps.map((app) => item(app, day));
  return {
    apps: items,
    members(day) {
      const all = items(day);
      return members.map((member) => ({
        member,
        metrics: sum(all.filter(({ creator }) => creator?.member_id === member.member_id)),
      }));
    },
    overview: (day) => sum(items(day)),
  };
}

function appName(index: number): string {
  const subject = SUBJECTS[index % SUBJECTS.length] ?? 'App';
  const round = Math.floor(index / SUBJECTS.length);
  const place = PLACES[round % PLACES.length];
  const edition = Math.floor(round / PLACES.length);
  return [subject, place, edition > 0 ? String(edition + 1) : ''].filter(Boolean).join(' ');
}

function isDaily(wire: MetricWireName): boolean {
  return wire.startsWith('daily_');
}

/** An instant on a day (counted from 1970), at a share of its working hours, in +08:00. */
function instant(day: number, share: number): string {
  const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
  const minutes = 8 * 60 + Math.floor(share * 11 * 60);
  const clock = [Math.floor(minutes / 60), minutes % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return `${date}T${clock}:00+08:00`;
}

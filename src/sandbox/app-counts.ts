/** The numbers of an invented app on a day. */
import { METRICS, type MetricWireName } from '../jodoo/metrics.ts';
import { dayNumber, type StatisticsDay, statisticsDay } from '../jodoo/statistics-day.ts';
import { noise } from './random.ts';

export type WireMetrics = Partial<Record<MetricWireName, number>>;

/** Nothing of an invented organization is younger than this day. */
export const SETTLED_SINCE = statisticsDay('2024-01-01');
const SETTLED_SINCE_NUMBER = dayNumber(SETTLED_SINCE);

/** Since when the daily metrics exist (vendor's documentation). */
const DAILY_SINCE = statisticsDay('2026-06-29');
/** Where a metric starts for an app, at most, and how much it may grow in a year. */
const SIZES: Readonly<Record<MetricWireName, { start: number; perYear: number }>> = {
  app: { start: 1, perYear: 0 },
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

/** The counts of the app at place `index` of its organization, as a function of the day. */
export function createAppCounts(seed: number, index: number): (day: StatisticsDay) => WireMetrics {
  // Large lists are asked for page by page: what does not depend on the day is worked out once.
  const sizes = METRICS.map(({ wire }) => ({ wire, ...sizeOf(seed, index, wire) }));
  return (day) => {
    const years = Math.max(0, (dayNumber(day) - SETTLED_SINCE_NUMBER) / 365);
    const counts: WireMetrics = {};
    for (const { wire, start, perYear } of sizes) {
      if (!isDaily(wire)) counts[wire] = Math.floor(start + perYear * years);
      else if (day >= DAILY_SINCE) counts[wire] = Math.floor(start * noise(seed, wire, index, day));
    }
    return counts;
  };
}

/** The daily metrics are of apps and of the whole organization: members have none (vendor's documentation). */
export function memberCounts(owned: readonly WireMetrics[]): WireMetrics {
  const counts: WireMetrics = {};
  for (const { wire } of METRICS) {
    if (!isDaily(wire)) counts[wire] = sumOf(wire, owned);
  }
  return counts;
}

export function overviewCounts(day: StatisticsDay, all: readonly WireMetrics[]): WireMetrics {
  const counts: WireMetrics = {};
  for (const { wire } of METRICS) {
    if (!isDaily(wire) || day >= DAILY_SINCE) counts[wire] = sumOf(wire, all);
  }
  return counts;
}

function sizeOf(seed: number, index: number, wire: MetricWireName): { start: number; perYear: number } {
  const { start, perYear } = SIZES[wire];
  if (wire === 'app') return { start, perYear };
  // A few apps are large and most are small, as in life.
  const scale = noise(seed, wire, index) ** 2;
  return { start: start * scale, perYear: perYear * scale };
}

function sumOf(wire: MetricWireName, all: readonly WireMetrics[]): number {
  return all.reduce((sum, counts) => sum + (counts[wire] ?? 0), 0);
}

function isDaily(wire: MetricWireName): boolean {
  return wire.startsWith('daily_');
}

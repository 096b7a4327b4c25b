/** The numbers of an app of the steady organization on a day. */
import { METRICS, type MetricWireName } from '../jodoo/metrics.ts';
import { dayNumber, type StatisticsDay, statisticsDay } from '../jodoo/statistics-day.ts';
import { noise } from './random.ts';
import { hasFlows, type WireMetrics } from './wire-metrics.ts';

/** Nothing of the steady organization is younger than this day. */
export const SETTLED_SINCE = statisticsDay('2024-01-01');
const SETTLED_SINCE_NUMBER = dayNumber(SETTLED_SINCE);

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
  const sizes = METRICS.map(({ wire, measure }) => ({ wire, measure, ...sizeOf(seed, index, wire) }));
  return (day) => {
    const years = Math.max(0, (dayNumber(day) - SETTLED_SINCE_NUMBER) / 365);
    const counts: WireMetrics = {};
    for (const { wire, measure, start, perYear } of sizes) {
      if (measure === 'level') counts[wire] = Math.floor(start + perYear * years);
      else if (hasFlows(day)) counts[wire] = Math.floor(start * noise(seed, wire, index, day));
    }
    return counts;
  };
}

function sizeOf(seed: number, index: number, wire: MetricWireName): { start: number; perYear: number } {
  const { start, perYear } = SIZES[wire];
  if (wire === 'app') return { start, perYear };
  // A few apps are large and most are small, as in life.
  const scale = noise(seed, wire, index) ** 2;
  return { start: start * scale, perYear: perYear * scale };
}

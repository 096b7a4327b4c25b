/** The numbers of a living app on a day: how it starts, grows, shrinks now and then, and how busy it is. */
import type { MetricWireName } from '../../jodoo/metrics.ts';
import { numberNoise } from '../random.ts';
import type { WireMetrics } from '../wire-metrics.ts';
import { workloadOn, workloadUntil } from './rhythm.ts';

/** What decides an app's numbers. Days are day numbers. */
export interface Growth {
  /** Tells apps apart. */
  readonly key: number;
  /** 0…1: most apps are small. */
  readonly size: number;
  readonly createdDay: number;
  /** The last day on which somebody worked with it; before `createdDay` when nobody ever did. */
  readonly lastBusyDay: number;
}

/** Of the largest app: how many there are when it is created, and how many more come in a year. */
const LEVEL_SIZES: readonly { wire: MetricWireName; start: number; perYear: number }[] = [
  { wire: 'form_coop', start: 24, perYear: 9 },
  { wire: 'form_workflow', start: 9, perYear: 4 },
  { wire: 'dash', start: 7, perYear: 3 },
  { wire: 'etl', start: 3, perYear: 1.5 },
  { wire: 'aggregate', start: 5, perYear: 2 },
  { wire: 'public_link', start: 6, perYear: 3 },
  { wire: 'data_trigger', start: 12, perYear: 6 },
  { wire: 'automation', start: 5, perYear: 3 },
  { wire: 'bpa', start: 2, perYear: 0.5 },
];
const LARGEST_START_RECORDS = 30_000;
const LARGEST_RECORDS_A_DAY = 25;
/** What remains of a day's records when old ones are deleted from time to time. */
const KEPT_SHARE = 0.6;
const RUNS_A_DAY = 90;
const LARGEST_UPLOAD_BYTES = 80_000_000;
/** Kinds of noise, after the places of LEVEL_SIZES. */
const [TIDIES, TIDY_EVERY, RUNS, UPLOAD] = [20, 21, 22, 23] as const;

/** `withFlows`: whether the day has numbers of its own, too. */
export function metricsOn(growth: Growth, day: number, withFlows: boolean): WireMetrics {
  const { key, size, createdDay, lastBusyDay } = growth;
  const grownUntil = Math.max(createdDay, Math.min(day, lastBusyDay));
  const years = (grownUntil - createdDay) / 365;
  const metrics: WireMetrics = { app: 1 };
  for (const [place, { wire, start, perYear }] of LEVEL_SIZES.entries()) {
    const share = size * (0.4 + 0.6 * numberNoise(key, place));
    const removed = isTidied(key, place, grownUntil) ? 1 : 0;
    metrics[wire] = Math.max(0, Math.floor((start + perYear * years) * share) - removed);
  }
  // An app without a form is none.
  metrics.form_coop = Math.max(1, metrics.form_coop ?? 0);
  metrics.data = recordsOn(growth, grownUntil);
  if (withFlows) {
    const workload = day <= lastBusyDay ? workloadOn(day) : 0;
    const runs = (metrics.automation ?? 0) * RUNS_A_DAY * (0.6 + 0.8 * numberNoise(key, day, RUNS));
    const bytes = size * LARGEST_UPLOAD_BYTES * (0.3 + 1.4 * numberNoise(key, day, UPLOAD));
    metrics.daily_automation_exec = Math.floor(runs * workload);
    metrics.daily_attachment_upload = Math.floor(bytes * workload);
  }
  return metrics;
}

/** For one season of six, one form, dashboard and so on less than before and afterwards. */
function isTidied(key: number, place: number, day: number): boolean {
  return numberNoise(key, place, Math.floor((day + (key & 63)) / 75)) < 1 / 6;
}

function recordsOn({ key, size, createdDay }: Growth, day: number): number {
  const perWorkload = LARGEST_RECORDS_A_DAY * size;
  const added = perWorkload * (workloadUntil(day) - workloadUntil(createdDay));
  const start = LARGEST_START_RECORDS * size;
  if (numberNoise(key, TIDIES) > 0.2) return Math.floor(start + added);
  // One app of five deletes old records from time to time.
  const everyDays = 60 + Math.floor(640 * numberNoise(key, TIDY_EVERY));
  const sinceDay = Math.max(createdDay, createdDay + Math.floor((day - createdDay) / everyDays) * everyDays);
  const recent = perWorkload * (workloadUntil(day) - workloadUntil(sinceDay));
  return Math.floor(start + KEPT_SHARE * (added - recent) + recent);
}

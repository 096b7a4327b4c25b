/** An item's metrics as they go over the wire, and their sums. */
import type { AppMetricsItem } from '../jodoo/contract.ts';
import { METRICS, type MetricWireName } from '../jodoo/metrics.ts';
import { type StatisticsDay, statisticsDay } from '../jodoo/statistics-day.ts';

export type WireMetrics = Partial<Record<MetricWireName, number>>;
/** An app of a day, all of whose metrics are numbers. */
export type AppItem = AppMetricsItem & { readonly metrics: WireMetrics };

export const LEVELS = METRICS.filter(({ measure }) => measure === 'level').map(({ wire }) => wire);
export const FLOWS = METRICS.filter(({ measure }) => measure === 'flow').map(({ wire }) => wire);

/** Since when apps and the organization have flows (vendor's documentation). Members never have them. */
const FLOWS_SINCE = statisticsDay('2026-06-29');

export function hasFlows(day: StatisticsDay): boolean {
  return day >= FLOWS_SINCE;
}

/** Of the whole organization. */
export function overviewMetrics(day: StatisticsDay, apps: readonly AppItem[]): WireMetrics {
  return sums(hasFlows(day) ? [...LEVELS, ...FLOWS] : LEVELS, apps);
}

/** Of members: the sums over the apps that each of them created. */
export function memberMetrics(apps: readonly AppItem[]): (memberId: string) => WireMetrics {
  const created = new Map<string, AppItem[]>();
  for (const app of apps) {
    const memberId = app.creator?.member_id;
    if (memberId === undefined) continue;
    const others = created.get(memberId);
    if (others) others.push(app);
    else created.set(memberId, [app]);
  }
  return (memberId) => sums(LEVELS, created.get(memberId) ?? []);
}

function sums(wires: readonly MetricWireName[], apps: readonly AppItem[]): WireMetrics {
  const total: WireMetrics = {};
  for (const wire of wires) total[wire] = apps.reduce((sum, { metrics }) => sum + (metrics[wire] ?? 0), 0);
  return total;
}

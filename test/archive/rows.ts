import type { AppUsageRow } from '../../src/jodoo/app-usage-row.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays, settlesAtMs, statisticsDay } from '../../src/jodoo/statistics-day.ts';

export const DAY = statisticsDay('2026-03-23');
export const SETTLED_MS = settlesAtMs(DAY, 6);
export const SETTLED = { atMs: SETTLED_MS, settled: true };
export const PROVISIONAL = { atMs: SETTLED_MS - 1, settled: false };
/** Provisional facts are still believed, and no more. */
export const AT_ONCE = { sinceMs: SETTLED_MS - 1, fromDay: addDays(DAY, -100) };
export const LATER = { sinceMs: SETTLED_MS + 1, fromDay: addDays(DAY, -100) };
/** Nobody can be asked about the day any more. */
export const TOO_LATE = { sinceMs: SETTLED_MS + 1, fromDay: addDays(DAY, 1) };

export function row(appId: string, more: Partial<AppUsageRow> = {}): AppUsageRow {
  return {
    date: DAY,
    appId,
    appName: `Name of ${appId}`,
    creator: { memberId: `creator of ${appId}`, name: 'Mei' },
    createdAt: '2026-01-01T00:00:00+08:00',
    lastEditAt: null,
    lastVisitAt: null,
    metrics: metricsFrom(() => 1),
    ...more,
  };
}

export function ids(count: number, prefix = 'app'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(3, '0')}`);
}

import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';

/** A fact that somebody lacks: one app on one day, or one aligned page (of 100) of a day's list. */
export type Want =
  | { readonly kind: 'app'; readonly day: StatisticsDay; readonly appId: string }
  | { readonly kind: 'page'; readonly day: StatisticsDay; readonly page: number };

/** One upstream call: up to ten ids of one day, or one aligned page of its list. */
export type Call =
  | { readonly kind: 'apps'; readonly day: StatisticsDay; readonly appIds: readonly string[] }
  | { readonly kind: 'page'; readonly day: StatisticsDay; readonly page: number };

/**
 * What is known of one app on one day. `settled` facts never change again. An absent app is one that the
 * upstream does not know on that day.
 */
export type AppFact =
  | { readonly kind: 'row'; readonly row: AppUsageRow; readonly settled: boolean }
  | { readonly kind: 'absent'; readonly settled: boolean };

/** One aligned page of a day's list, in the upstream's order. */
export interface ListPage {
  readonly rows: readonly AppUsageRow[];
  readonly hasNext: boolean;
  readonly settled: boolean;
}

/** Equal wants have equal keys. */
export function wantKey(want: Want): string {
  return want.kind === 'app' ? `${want.day}/app/${want.appId}` : `${want.day}/page/${want.page}`;
}

import type { StatisticsDay } from '../jodoo/statistics-day.ts';

/** A fact that somebody lacks: one app on one day, or one aligned page (of 100) of a day's list. */
export type Want =
  | { readonly kind: 'app'; readonly day: StatisticsDay; readonly appId: string }
  | { readonly kind: 'page'; readonly day: StatisticsDay; readonly page: number };

/** One upstream call: up to ten ids of one day, or one aligned page of its list. */
export type Call =
  | { readonly kind: 'apps'; readonly day: StatisticsDay; readonly appIds: readonly string[] }
  | { readonly kind: 'page'; readonly day: StatisticsDay; readonly page: number };

/** Equal wants have equal keys. */
export function wantKey(want: Want): string {
  return want.kind === 'app' ? `${want.day}/app/${want.appId}` : `${want.day}/page/${want.page}`;
}

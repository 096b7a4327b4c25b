import type { StatisticsDay } from '../jodoo/statistics-day.ts';

/** A fact that somebody lacks: one id on one day, or one aligned page (of 100) of a day's list. */
export type Want =
  | { readonly kind: 'row'; readonly day: StatisticsDay; readonly id: string }
  | { readonly kind: 'page'; readonly day: StatisticsDay; readonly page: number };

/** Equal wants of one list have equal keys. */
export function wantKey(want: Want): string {
  return want.kind === 'row' ? `${want.day}/row/${want.id}` : `${want.day}/page/${want.page}`;
}

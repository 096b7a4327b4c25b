import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';

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
  /** True when the list goes on behind the page. */
  readonly hasNext: boolean;
  readonly settled: boolean;
}

/**
 * When facts that may still change are believed: those asked for at or after `sinceMs` (epoch ms), and those of
 * days before `fromDay`, about which nobody can be asked any more. Settled ones always are.
 */
export interface Belief {
  readonly sinceMs: number;
  readonly fromDay: StatisticsDay;
}

/** How an answer was had: decides for how long it is true. */
export interface Asked {
  /** When the upstream was asked, epoch ms. */
  readonly atMs: number;
  /** True when that was after the day had settled: its numbers never change again. */
  readonly settled: boolean;
}

import type { ListCall, ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

/**
 * What is known of one id on one day of a list. `settled` facts never change again. An absent id is one that the
 * upstream does not know on that day.
 */
export type Fact =
  | { readonly kind: 'row'; readonly row: UsageRow; readonly settled: boolean }
  | { readonly kind: 'absent'; readonly settled: boolean };

/** One aligned page of a day's list, in the upstream's order. */
export interface ListPage {
  readonly rows: readonly UsageRow[];
  /** True when the list goes on behind the page. */
  readonly hasNext: boolean;
  readonly settled: boolean;
}

/**
 * Which provisional facts are believed at one moment: those that the upstream was asked for at or after `sinceMs`, and
 * not before their day settled if it has by now; and those of days before `fromDay`, about which nobody can be asked
 * any more. Settled facts always are. Instants are epoch milliseconds.
 */
export interface Belief {
  readonly nowMs: number;
  readonly sinceMs: number;
  readonly fromDay: StatisticsDay;
  /** A day settles at `dayNumber(day) * 86_400_000 + settleOffsetMs`. */
  readonly settleOffsetMs: number;
}

/** When an answer was asked for: decides for how long it is true. */
export interface Asked {
  /** When the upstream was asked, epoch milliseconds. */
  readonly atMs: number;
  /** True when that was after the day had settled: its numbers never change again. */
  readonly settled: boolean;
}

/**
 * What one upstream call brought, judged (`usage/judge-answer.ts`): each id once, only rows that were asked for. It is
 * plain JSON, so that the spool can keep it.
 */
export interface ListAnswer {
  readonly list: ListKind;
  readonly call: ListCall;
  readonly rows: readonly UsageRow[];
  /** Of a page: whether the list goes on behind it. */
  readonly hasNext: boolean;
  readonly asked: Asked;
}

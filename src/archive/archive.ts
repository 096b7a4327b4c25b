/** What is known, for good: every fact that a slot was ever spent on. */
import type { AppUsageRow, MemberRef } from '../jodoo/app-usage-row.ts';
import type { DayRange, StatisticsDay } from '../jodoo/statistics-day.ts';
import type { AppFact, Asked, Belief, ListPage } from './fact.ts';
import type { RowsAnswer, RowsQuery, RowsSum, RowsWindow } from './whole-day.ts';

/** The pages of a day's list that are known, and whether they are the whole list without an id twice. */
export interface ListState {
  readonly pages: ReadonlyMap<number, { readonly hasNext: boolean; readonly askedAtMs: number }>;
  readonly complete: boolean;
}

export interface DaySum extends RowsSum {
  readonly day: StatisticsDay;
}

/** One app over a range of days. */
export interface AppHistory {
  /** Ascending by day. */
  readonly rows: readonly AppUsageRow[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

export interface HistoryWindow {
  readonly after?: StatisticsDay | undefined;
  readonly before?: StatisticsDay | undefined;
  readonly count: number;
  readonly from: 'first' | 'last';
}

export interface ArchiveSummary {
  /** The oldest and the newest day of which anything is known. */
  readonly firstDay: StatisticsDay | null;
  readonly lastDay: StatisticsDay | null;
  /** Days that are settled and complete. */
  readonly completeDays: number;
  readonly rows: number;
}

export interface SlotClaim {
  readonly claimed: boolean;
  /** Milliseconds until it may be had; 0 when claimed. */
  readonly freeInMs: number;
}

/**
 * All reads take a `Belief`: provisional facts older than it are as good as unknown. A settled fact is never
 * overwritten by a provisional one. Writes are transactions: a crash leaves all of an answer or nothing of it.
 */
export interface Archive {
  /** What is known of apps on a day; an id that is not in the map has to be asked. */
  apps(day: StatisticsDay, appIds: readonly string[], belief: Belief): Promise<Map<string, AppFact>>;
  /** An aligned page of a day's list; undefined when it has to be asked. */
  page(day: StatisticsDay, page: number, belief: Belief): Promise<ListPage | undefined>;
  listState(day: StatisticsDay, belief: Belief): Promise<ListState>;
  /** The complete settled day nearest to `day`, within `withinDays`: the best guess at its list. */
  nearestCompleteDay(day: StatisticsDay, withinDays: number): Promise<StatisticsDay | undefined>;
  /** The ids of a day's list in the upstream's order. */
  listedAppIds(day: StatisticsDay): Promise<string[]>;

  /** Files the answer to a look-up of ids: those without a row are absent. */
  saveLookup(
    day: StatisticsDay,
    askedIds: readonly string[],
    rows: readonly AppUsageRow[],
    asked: Asked,
  ): Promise<void>;
  /** Files an aligned page. An id that an older page holds too makes that page unknown. */
  savePage(
    day: StatisticsDay,
    page: number,
    rows: readonly AppUsageRow[],
    hasNext: boolean,
    asked: Asked,
  ): Promise<void>;

  /** Rows of a day whose facts are known: complete, or all of `query.appIds`. */
  rows(day: StatisticsDay, query: RowsQuery, window: RowsWindow, belief: Belief): Promise<RowsAnswer>;
  sum(day: StatisticsDay, query: RowsQuery, belief: Belief): Promise<RowsSum>;

  history(appId: string, range: DayRange, window: HistoryWindow, belief: Belief): Promise<AppHistory>;
  /** The days of a range on which it is not known whether or what the app was. Ascending. */
  unknownDaysOf(appId: string, range: DayRange, belief: Belief): Promise<StatisticsDay[]>;
  /** Sums over all apps of the complete settled days of a range, ascending. */
  daySums(range: DayRange): Promise<DaySum[]>;
  /** The complete settled days of a range, ascending. */
  completeDays(range: DayRange): Promise<StatisticsDay[]>;

  /** Whether anything is known of a day. */
  knowsDay(day: StatisticsDay): Promise<boolean>;
  /** The row of the latest day on which each app was seen. */
  latestRows(appIds: readonly string[]): Promise<Map<string, AppUsageRow>>;
  members(memberIds: readonly string[]): Promise<Map<string, MemberRef>>;
  summary(): Promise<ArchiveSummary>;
  /** All rows of a range by day and position, without holding them all. */
  export(range: DayRange): AsyncIterable<AppUsageRow>;

  /**
   * Reserves the right to start an upstream call now, among all processes of this archive: true at most once in
   * `distanceMs`. `nowMs` is epoch milliseconds.
   */
  claimSlot(endpoint: string, nowMs: number, distanceMs: number): Promise<SlotClaim>;
  /** Takes a day for collecting, for `forMs`; false while another holder has it. Renewed by the same holder. */
  leaseDay(day: StatisticsDay, holder: string, nowMs: number, forMs: number): Promise<boolean>;
  releaseDay(day: StatisticsDay, holder: string): Promise<void>;

  /** Rejects while the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What is known, for good: every fact that a slot was ever spent on. Small ports, one for each use.
 *
 * Every read is one snapshot of one layer: what belongs together is read together, and a read that fails rejects
 * with an ArchiveError; it never answers less than is there. All reads of facts take a `Belief`: provisional facts that
 * it does not believe are as good as unknown.
 */
import type { EntityKind, ListKind } from '../jodoo/lists.ts';
import type { Metric } from '../jodoo/metrics.ts';
import type { DayRange, StatisticsDay } from '../jodoo/statistics-day.ts';
import type { MemberRef, UsageRow } from '../jodoo/usage-row.ts';
import type { SlotLedger } from '../slots/slot-ledger.ts';
import type { ChangeQuery, ChangesAnswer } from './change-query.ts';
import type { Belief, Fact, ListAnswer, ListPage } from './fact.ts';
import type { GroupQuery, GroupsAnswer } from './group-query.ts';
import type { RowQuery, RowsAnswer, RowsSum, RowWindow } from './row-query.ts';

export interface Archive {
  list(kind: ListKind): ListArchive;
  readonly entities: EntityArchive;
  readonly overview: ArchiveOverview;
  readonly ledger: SlotLedger;
  readonly leases: DayLeases;
  /** Rejects while the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** One list: of apps, of members, or of the organization. */
export interface ListArchive extends ListFacts, ListDays, ListHistory, ListAnalytics {}

export interface ListFacts {
  /** What is known of ids on a day; an id that is not in the map has to be asked for. */
  facts(day: StatisticsDay, ids: readonly string[], belief: Belief): Promise<Map<string, Fact>>;
  /** The known pages `first` … `last` of a day's list, by number. No id is on two of them. */
  pages(day: StatisticsDay, first: number, last: number, belief: Belief): Promise<Map<number, ListPage>>;
  state(day: StatisticsDay, belief: Belief): Promise<ListState>;
  /** Rows of a day; undefined while not all that the query is about is known: the whole list, or all of `query.ids`. */
  rows(
    day: StatisticsDay,
    query: RowQuery,
    window: RowWindow,
    belief: Belief,
  ): Promise<RowsAnswer | undefined>;
  /** Sums over the same rows; undefined likewise. */
  sum(day: StatisticsDay, query: RowQuery, belief: Belief): Promise<RowsSum | undefined>;
  /** The days with facts that the belief `stale` takes in and `fresh` does not. */
  staleDays(question: StaleQuestion): Promise<StaleDay[]>;
  /**
   * Files what an upstream call brought, in one transaction. A settled fact is never replaced by a provisional one. A
   * row is never hidden by an absence: an id that is left out although a row of it is known is settled as absent only
   * when a second look-up says so, too. An empty page is the list's end only right behind a known page that
   * announces it, or as page 0; elsewhere it says nothing, and is not filed.
   */
  save(answer: ListAnswer): Promise<void>;
}

/** Of which days, and of which ids (all rows and pages when left out). */
export interface StaleQuestion {
  readonly days: readonly StatisticsDay[];
  readonly ids?: readonly string[] | undefined;
  readonly fresh: Belief;
  readonly stale: Belief;
}

export interface StaleDay {
  readonly day: StatisticsDay;
  /** When the upstream was asked for the oldest of these facts, epoch milliseconds. */
  readonly askedMs: number;
}

/** The pages of a day's list that are known. */
export interface ListState {
  readonly pages: ReadonlyMap<number, { readonly hasNext: boolean }>;
  /** They are the whole list, without an id twice. */
  readonly complete: boolean;
  /** Complete, and none of it changes any more. */
  readonly settled: boolean;
}

export interface ListDays {
  /** The days of a range that are complete and settled, ascending. */
  completeDays(range: DayRange): Promise<StatisticsDay[]>;
  /** Sums over all rows of these days, ascending. */
  daySums(range: DayRange): Promise<DaySum[]>;
  /** The complete settled day nearest to `day`: the best guess at its list. */
  nearestCompleteDay(day: StatisticsDay): Promise<StatisticsDay | undefined>;
  /** The ids of a day's list in the upstream's order. */
  listedIds(day: StatisticsDay): Promise<string[]>;
  /** Whether anything is known of a day. */
  knowsDay(day: StatisticsDay): Promise<boolean>;
  /** All rows of a range by day and position, without holding them all. */
  export(range: DayRange): AsyncIterable<UsageRow>;
}

export interface DaySum extends RowsSum {
  readonly day: StatisticsDay;
}

export interface ListHistory {
  history(id: string, range: DayRange, window: HistoryWindow, belief: Belief): Promise<ArchivedHistory>;
}

/** One id over a range of days. */
export interface History {
  /** The rows of the window, ascending by day. */
  readonly rows: readonly UsageRow[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** The days of the whole range of which it is not known whether or what the id was, ascending. */
  readonly unknownDays: readonly StatisticsDay[];
  /** True when every day of the range is known and settled. */
  readonly settled: boolean;
}

export interface ArchivedHistory extends History {
  /** The other days of the whole range. */
  readonly knownDays: ReadonlyMap<StatisticsDay, HistoryDay>;
}

export interface HistoryDay {
  /** Whether the id has a row that day. */
  readonly present: boolean;
  readonly settled: boolean;
}

export interface HistoryWindow {
  readonly after?: StatisticsDay | undefined;
  readonly before?: StatisticsDay | undefined;
  readonly count: number;
  readonly from: 'first' | 'last';
}

/** What whole lists say together. Undefined while a list that it takes is not known as a whole. */
export interface ListAnalytics {
  /** How the list of `days.to` differs from that of `days.from`. */
  changes(
    days: DayRange,
    query: ChangeQuery,
    window: RowWindow,
    belief: Belief,
  ): Promise<ChangesAnswer | undefined>;
  /** The rows of a day in groups. */
  groups(
    day: StatisticsDay,
    query: GroupQuery,
    window: RowWindow,
    belief: Belief,
  ): Promise<GroupsAnswer | undefined>;
}

/** An app or a member ever seen, as last seen. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  /** Of an app. */
  readonly creator: MemberRef | null;
  /** First and last archived day that has a row of it; null for a member known only as a creator. */
  readonly firstDay: StatisticsDay | null;
  readonly lastDay: StatisticsDay | null;
}

export interface EntityQuery {
  /** Anywhere in the latest name, whatever its case. */
  readonly nameContains?: string | undefined;
  /** Apps of these creators. */
  readonly creatorIds?: readonly string[] | undefined;
}

/** Behind or in front of this name (folded as in the archive) and, among equal ones, this id. */
export interface EntityPlace {
  readonly name: string;
  readonly id: string;
}

export interface EntityWindow {
  readonly after?: EntityPlace | undefined;
  readonly before?: EntityPlace | undefined;
  readonly count: number;
  readonly from: 'first' | 'last';
}

export interface EntitiesAnswer {
  /** By folded name, ties by id. */
  readonly entities: readonly { readonly entity: Entity; readonly place: EntityPlace }[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** How many the query lets through, whatever the window. */
  readonly totalCount: number;
}

export interface EntityArchive {
  byId(kind: EntityKind, ids: readonly string[]): Promise<Map<string, Entity>>;
  search(kind: EntityKind, query: EntityQuery, window: EntityWindow): Promise<EntitiesAnswer>;
}

export interface ArchiveSummary {
  /** The oldest and the newest day of which anything is known, in any list. */
  readonly firstDay: StatisticsDay | null;
  readonly lastDay: StatisticsDay | null;
  /** Days whose list of apps is settled and complete. */
  readonly completeDays: number;
  /** Rows of all lists. */
  readonly rows: number;
}

export type Coverage = 'none' | 'partial' | 'complete' | 'notCollected';

export interface DayCoverage {
  readonly day: StatisticsDay;
  readonly lists: Readonly<Record<ListKind, Coverage>>;
  /** All three lists are complete and settled. */
  readonly settled: boolean;
}

/** A metric of which the sum over a day's apps is not what the overview says of the organization. */
export interface Discrepancy {
  readonly day: StatisticsDay;
  readonly metric: Metric;
  readonly sumOverApps: number;
  readonly organization: number;
}

export interface ArchiveOverview {
  summary(): Promise<ArchiveSummary>;
  /** Every day of the range, ascending. */
  coverage(range: DayRange): Promise<DayCoverage[]>;
  /** Of days whose apps and organization are both complete and settled; by day, then by metric. */
  discrepancies(range: DayRange): Promise<Discrepancy[]>;
}

/** Which process collects a day of a list. Expiry is by the database's clock. */
export interface DayLeases {
  /** Takes a day for `forMs`; false while another holder has it. Renewed by the same holder. */
  take(kind: ListKind, day: StatisticsDay, holder: string, forMs: number): Promise<boolean>;
  release(kind: ListKind, day: StatisticsDay, holder: string): Promise<void>;
}

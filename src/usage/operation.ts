/**
 * What a GraphQL operation (or background work) can ask, and the only way to a fact. Every answer is noted with whether
 * it stays true for ever; see `OperationReport.lasting`.
 */
import type {
  ArchiveSummary,
  DayCoverage,
  DaySum,
  Discrepancy,
  EntitiesAnswer,
  Entity,
  EntityQuery,
  EntityWindow,
  History,
  HistoryWindow,
} from '../archive/archive.ts';
import type { ChangeQuery, ChangesAnswer } from '../archive/change-query.ts';
import type { Fact } from '../archive/fact.ts';
import type { GroupQuery, GroupsAnswer } from '../archive/group-query.ts';
import type { RowQuery, RowsAnswer, RowsSum, RowWindow } from '../archive/row-query.ts';
import type { EntityKind, ListKind } from '../jodoo/lists.ts';
import type { DayRange, StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { Interval } from './periods.ts';
import type { SlotsState } from './slots-state.ts';
import type { UsageSeries } from './usage-series.ts';

export interface Operation {
  list(kind: ListKind): ListReader;
  entities(kind: EntityKind): EntityReader;
  readonly gateway: GatewayReader;
  /** The newest day that can be answered, T-1 in UTC+8. It moves on, so the answer does not last. */
  latestDay(): StatisticsDay;
  /** The days that the upstream answers at the operation's instant, T-180 … T-1. The answer does not last. */
  upstreamDays(): DayRange;
  /**
   * The explicit day of a `date` argument: the latest when left out. Throws or rejects with DATE_OUT_OF_RANGE where neither the
   * upstream nor the archive can answer the day.
   */
  requestedDay(kind: ListKind, date: StatisticsDay | null | undefined): MaybePromise<StatisticsDay>;
  /** A range as asked for, or an error in words: from after to, to after T-1, or more than MAX_RANGE_DAYS. */
  requestedRange(range: DayRange): DayRange;
  /** Resolves once the calls for what was asked so far are admitted; rejects where the operation may not make them. */
  admitted(): Promise<void>;
  report(): OperationReport;
  /** The same question once more, to learn its price: an operation that makes no call. */
  dryRun(): DryRun;
}

export interface DryRun {
  /** Knows what is archived; whatever needs a call is counted and rejects. */
  readonly operation: Operation;
  /** Of what was asked so far, with what is known now: what only an answer would show is not counted. */
  price(): OperationCost;
}

export interface OperationCost {
  /** Upstream calls. */
  readonly calls: number;
  /** Until the last of them, in milliseconds, with what waits already. */
  readonly expectedMs: number;
  /** Whether an operation would be let in with them now. */
  readonly allowed: boolean;
}

/**
 * One list's facts: known ones at once, others by upstream calls. Rejections are GatewayErrors. What is in memory is
 * answered without a promise.
 */
export interface ListReader {
  /** One id on a day. What the resolvers of one tick ask for is read together. */
  row(day: StatisticsDay, id: string): MaybePromise<Fact>;
  /**
   * Rows `offset` … `offset + count - 1` of a day's list in the upstream's order; `count` is at least 1. `arrived` is
   * told of the first of these rows, each time that more of them are there, while others still have to be fetched.
   */
  window(day: StatisticsDay, offset: number, count: number, arrived?: Arrived): MaybePromise<ListWindow>;
  /** Rows of a whole day, or of the asked ids: filtered, ordered, cut. Fetches what is missing first. */
  rows(day: StatisticsDay, query: RowQuery, window: RowWindow): MaybePromise<RowsAnswer>;
  /** Sums over the same rows. Fetches what is missing first. */
  sum(day: StatisticsDay, query: RowQuery): MaybePromise<RowsSum>;
  /** The same without a call: undefined while something is missing. */
  sumIfKnown(day: StatisticsDay, query: RowQuery): MaybePromise<RowsSum | undefined>;
  /** What is archived of an id over a range; costs no call. `wait`: looks up what is missing, a call a day. */
  history(
    id: string,
    range: DayRange,
    window: HistoryWindow,
    wait?: boolean,
    /** Told of the first rows likewise. */
    arrived?: Arrived,
  ): MaybePromise<History>;
  /**
   * Sums over the complete settled days of a range, and the other days; costs no call. `wait`: lists what is missing,
   * and sums days that have not settled, too.
   */
  daySums(range: DayRange, wait?: boolean): MaybePromise<DaySums>;
  /** Lists what is missing of a day's list. */
  completeDay(day: StatisticsDay): Promise<void>;
  /** One id period by period, from what is archived; costs no call unless the question waits. */
  series(id: string, question: SeriesQuestion): MaybePromise<UsageSeries>;
  /** How a day's list differs from an earlier one. Fetches what is missing of both first. */
  changes(days: DayRange, query: ChangeQuery, window: RowWindow): Promise<ChangesAnswer>;
  /** The rows of a day in groups. Fetches what is missing first. */
  groups(day: StatisticsDay, query: GroupQuery, window: RowWindow): Promise<GroupsAnswer>;
}

/** Told of all rows, from the first one on, that come before everything that is still missing. */
export type Arrived = (rows: readonly UsageRow[]) => void;

export interface SeriesQuestion {
  readonly range: DayRange;
  readonly interval: Interval;
  /** False: only levels are wanted, which need the last day of a period and no other. */
  readonly flows: boolean;
  /** Looks up the days that are missing and needed, a call a day. */
  readonly wait: boolean;
}

/** A stretch of a day's list, in the upstream's order, read at one moment: no id is in it twice. */
export interface ListWindow {
  readonly rows: readonly UsageRow[];
  /** True when the list goes on behind the window. */
  readonly hasNext: boolean;
  readonly settled: boolean;
}

export interface DaySums {
  readonly days: readonly DaySum[];
  readonly missingDays: readonly StatisticsDay[];
}

/** Apps or members as last seen. Names move on, so the answer does not last. Costs no call. */
export interface EntityReader {
  /** null when it was never seen. What the resolvers of one tick ask for is read together. */
  byId(id: string): MaybePromise<Entity | null>;
  search(query: EntityQuery, window: EntityWindow): Promise<EntitiesAnswer>;
}

/** The gateway's own state; nothing of it lasts, and it costs no call. */
export interface GatewayReader {
  slots(): SlotsState;
  lanes(): ReadonlyMap<ListKind, SlotsState>;
  summary(): Promise<ArchiveSummary>;
  coverage(range: DayRange): Promise<readonly DayCoverage[]>;
  discrepancies(range: DayRange): Promise<readonly Discrepancy[]>;
}

export interface OperationReport {
  /** Upstream calls that answered this operation, some perhaps made for others. */
  readonly calls: number;
  /** Its longest wait for a slot, in milliseconds. */
  readonly waitMs: number;
  /** What these calls took, in milliseconds, their filing included. */
  readonly callsMs: number;
  /** Time in which the archive was read, in milliseconds. */
  readonly archiveMs: number;
  /** True when something was read, and everything that was read stays true for ever. */
  readonly lasting: boolean;
  /** Expired numbers that stood in for what the upstream did not answer; by list, then by day. */
  readonly stale: readonly StaleFacts[];
  /** The lowest shelf that was asked. */
  readonly shelf: Shelf;
}

/** Where an answer came from: hot days (or nothing was read), the archive, its expired numbers, or Jodoo. */
export type Shelf = 'memory' | 'archive' | 'stale' | 'upstream';

/** Facts of a day that were answered although they had expired. */
export interface StaleFacts {
  readonly list: ListKind;
  readonly date: StatisticsDay;
  /** Since Jodoo was asked for the oldest of them, in milliseconds. */
  readonly ageMs: number;
}

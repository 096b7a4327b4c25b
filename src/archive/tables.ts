/** The archive's tables. Days are day numbers, flags 0 or 1, instants epoch milliseconds (`_ms`) or texts as given. */
import type { MetricWireName } from '../jodoo/metrics.ts';

type MetricColumns = Record<MetricWireName, number | null>;

/** One app on one day. */
export interface AppDayTable extends MetricColumns {
  day: number;
  app_id: string;
  /** Place in the day's list; null when the row came by a look-up of ids and its page is not known. */
  position: number | null;
  name: string;
  /** For search and order, the same in every database. */
  name_folded: string;
  creator_id: string | null;
  created_at: string | null;
  created_ms: number | null;
  last_edit_at: string | null;
  last_edit_ms: number | null;
  last_visit_at: string | null;
  last_visit_ms: number | null;
  /** 0: usage statistics were not collected; no count means anything. */
  collected: number;
  asked_ms: number;
  settled: number;
}

/** An aligned page of a day's list. */
export interface ListPageTable {
  day: number;
  page: number;
  row_count: number;
  has_next: number;
  asked_ms: number;
  settled: number;
}

/** An app that the upstream did not know on a day. */
export interface AbsenceTable {
  day: number;
  app_id: string;
  asked_ms: number;
  settled: number;
}

/** One row for each day of which anything is known, kept up by every write: totals of years never scan rows. */
export interface ArchiveDayTable extends MetricColumns {
  day: number;
  row_count: number;
  /** 1: the whole list is known and settled; only then `apps` and the sums are there. */
  complete: number;
  apps: number | null;
}

export interface MemberTable {
  member_id: string;
  name: string;
  /** The latest day on which a row named the member so. */
  named_on: number;
}

/** When a process last started an upstream call, for each endpoint. */
export interface SlotClaimTable {
  endpoint: string;
  last_start_ms: number;
}

/** Which process collects a day. */
export interface DayLeaseTable {
  day: number;
  holder: string;
  expires_ms: number;
}

/** Whose data this is: one row. */
export interface ArchiveOriginTable {
  id: number;
  origin: string;
}

export interface Tables {
  app_day: AppDayTable;
  list_page: ListPageTable;
  absence: AbsenceTable;
  archive_day: ArchiveDayTable;
  member: MemberTable;
  slot_claim: SlotClaimTable;
  day_lease: DayLeaseTable;
  archive_origin: ArchiveOriginTable;
}

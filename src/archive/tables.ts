/**
 * The archive's tables. `list` is a list's number, days are day numbers, flags are 0 or 1, instants are epoch
 * milliseconds (`_ms`) or texts as the upstream gave them.
 */
import type { MetricWireName } from '../jodoo/metrics.ts';

export type MetricColumns = Record<MetricWireName, number | null>;

/** One app, one member or the organization on one day. */
export interface UsageRowTable extends MetricColumns {
  list: number;
  day: number;
  id: string;
  /** Its place in the day's list: set exactly while its page is known. No two rows of a day have the same. */
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

/**
 * An aligned page of a day's list. Known pages never contradict each other: no id is on two, none lies behind the
 * list's end, and an empty one is page 0 or right behind one that announces it.
 */
export interface ListPageTable {
  list: number;
  day: number;
  page: number;
  /** How many rows have a position on it. */
  row_count: number;
  has_next: number;
  asked_ms: number;
  settled: number;
}

/** An id that the upstream left out of a look-up. */
export interface AbsenceTable {
  list: number;
  day: number;
  id: string;
  asked_ms: number;
  settled: number;
  /** How many look-ups, one after another, have left it out. */
  silences: number;
}

/** One record for each day of which anything is known, kept up by every write: totals of years never scan rows. */
export interface ListDayTable extends MetricColumns {
  list: number;
  day: number;
  /** Rows known of the day, listed or not. */
  row_count: number;
  /** 1: the whole list is known and settled; only then `summed_rows` and the sums are there. */
  complete: number;
  /** 1: the first page is known, has rows, and says of none of them that statistics were collected. */
  not_collected: number;
  summed_rows: number | null;
}

/** An app or a member ever seen, kept up by every write. */
export interface EntityTable {
  list: number;
  id: string;
  name: string;
  name_folded: string;
  /** The latest day on which it was named so. */
  named_on: number;
  creator_id: string | null;
  /** First and last day with a row of it; null for a member known only as a creator. */
  first_day: number | null;
  last_day: number | null;
}

/** Whose the next start of an upstream call is, for each lane, by the database's clock. */
export interface SlotLedgerTable {
  lane: string;
  last_start_ms: number;
  held_until_ms: number;
}

/** Processes that share the slots, and when each last said so by the database's clock. */
export interface SlotSharerTable {
  holder: string;
  seen_ms: number;
}

/** Which process collects a day of a list, until when by the database's clock. */
export interface DayLeaseTable {
  list: number;
  day: number;
  holder: string;
  expires_ms: number;
}

/** Whose data this is: one record. */
export interface ArchiveOriginTable {
  id: number;
  origin: string;
}

export interface Tables {
  usage_row: UsageRowTable;
  list_page: ListPageTable;
  absence: AbsenceTable;
  list_day: ListDayTable;
  entity: EntityTable;
  slot_ledger: SlotLedgerTable;
  slot_sharer: SlotSharerTable;
  day_lease: DayLeaseTable;
  archive_origin: ArchiveOriginTable;
}

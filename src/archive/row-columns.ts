/** Between a row as the gateway speaks of it and a record of the table. */
import { type Selectable, sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import { METRICS, metricsFrom } from '../jodoo/metrics.ts';
import { dayFromNumber, dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import { cleanedText, foldedName } from './cleaned-text.ts';
import type { Connection } from './connection.ts';
import type { Asked } from './fact.ts';
import { LIST_NUMBERS } from './list-number.ts';
import type { MetricColumns, UsageRowTable } from './tables.ts';

const ROW_COLUMNS = [
  'usage_row.day',
  'usage_row.id',
  'usage_row.name',
  'usage_row.creator_id',
  'usage_row.created_at',
  'usage_row.last_edit_at',
  'usage_row.last_visit_at',
  'usage_row.collected',
  'usage_row.settled',
  ...METRICS.map(({ wire }) => `usage_row.${wire}` as const),
] as const;

type ReadColumn = (typeof ROW_COLUMNS)[number] extends `usage_row.${infer Column}` ? Column : never;
/** What `usageRows` selects. */
export type RowRecord = Pick<Selectable<UsageRowTable>, ReadColumn> & {
  readonly creator_name: string | null;
};

/** Selects rows of one day of a list. */
export function rowsOfDay(connection: Connection, kind: ListKind, day: number) {
  return usageRows(connection)
    .where('usage_row.list', '=', LIST_NUMBERS[kind])
    .where('usage_row.day', '=', day);
}

/** Selects rows, of whichever list and day, with the latest names of their creators. */
export function usageRows({ db }: Connection) {
  return db
    .selectFrom('usage_row')
    .leftJoin('entity as creator', (join) =>
      join
        .onRef('creator.id', '=', 'usage_row.creator_id')
        .on('creator.list', '=', sql.lit(LIST_NUMBERS.member)),
    )
    .select(ROW_COLUMNS)
    .select('creator.name as creator_name');
}

export function usageRow(record: RowRecord): UsageRow {
  const { creator_id, creator_name } = record;
  return {
    date: dayFromNumber(record.day),
    id: record.id,
    name: record.name,
    creator: creator_id === null ? null : { memberId: creator_id, name: creator_name ?? '' },
    createdAt: record.created_at,
    lastEditAt: record.last_edit_at,
    lastVisitAt: record.last_visit_at,
    metrics: record.collected === 1 ? metricsFrom((wire) => record[wire]) : null,
  };
}

/** The record of a row; `position` is null where its page is not known. */
export function rowRecord(
  kind: ListKind,
  day: StatisticsDay,
  row: UsageRow,
  position: number | null,
  asked: Asked,
): UsageRowTable {
  const name = cleanedText(row.name);
  return {
    list: LIST_NUMBERS[kind],
    day: dayNumber(day),
    id: row.id,
    position,
    name,
    name_folded: foldedName(name),
    creator_id: row.creator?.memberId ?? null,
    created_at: row.createdAt,
    created_ms: instantMs(row.createdAt),
    last_edit_at: row.lastEditAt,
    last_edit_ms: instantMs(row.lastEditAt),
    last_visit_at: row.lastVisitAt,
    last_visit_ms: instantMs(row.lastVisitAt),
    collected: row.metrics === null ? 0 : 1,
    // "Not collected" is no measurement: it may be one tomorrow.
    settled: asked.settled && row.metrics !== null ? 1 : 0,
    asked_ms: asked.atMs,
    ...metricColumns(({ metric }) => row.metrics?.[metric] ?? null),
  };
}

export function metricColumns(countOf: (one: (typeof METRICS)[number]) => number | null): MetricColumns {
  // Object.fromEntries forgets which keys it was given; METRICS holds each of them once.
  return Object.fromEntries(METRICS.map((one) => [one.wire, countOf(one)])) as MetricColumns;
}

/** Epoch milliseconds of an instant as the upstream gave it; null where there is none. */
export function instantMs(instant: string | null): number | null {
  const ms = instant === null ? Number.NaN : Date.parse(instant);
  return Number.isNaN(ms) ? null : ms;
}

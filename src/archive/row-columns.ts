/** Between a row as the gateway speaks of it and a row of the table. */
import { type Selectable, sql } from 'kysely';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import { METRICS, metricsFrom } from '../jodoo/metrics.ts';
import { dayFromNumber, dayNumber } from '../jodoo/statistics-day.ts';
import type { Asked } from './fact.ts';
import type { AppDayTable } from './tables.ts';

/** A row with its creator's name, as every reading query selects it. */
export type NamedRow = Selectable<AppDayTable> & { readonly creator_name: string | null };

export const creatorName = sql<string | null>`member.name`.as('creator_name');

export function usageRow(row: NamedRow): AppUsageRow {
  return {
    date: dayFromNumber(row.day),
    appId: row.app_id,
    appName: row.name,
    creator: row.creator_id === null ? null : { memberId: row.creator_id, name: row.creator_name ?? '' },
    createdAt: row.created_at,
    lastEditAt: row.last_edit_at,
    lastVisitAt: row.last_visit_at,
    metrics: row.collected === 1 ? metricsFrom((wire) => row[wire]) : null,
  };
}

export function appDayColumns(row: AppUsageRow, position: number | null, asked: Asked): AppDayTable {
  const counts = metricsFrom(() => null);
  const wireCounts = Object.fromEntries(
    METRICS.map(({ metric, wire }) => [wire, (row.metrics ?? counts)[metric]]),
  ) as Record<(typeof METRICS)[number]['wire'], number | null>;
  return {
    day: dayNumber(row.date),
    app_id: row.appId,
    position,
    name: row.appName,
    name_folded: foldedName(row.appName),
    creator_id: row.creator?.memberId ?? null,
    created_at: row.createdAt,
    created_ms: epochMs(row.createdAt),
    last_edit_at: row.lastEditAt,
    last_edit_ms: epochMs(row.lastEditAt),
    last_visit_at: row.lastVisitAt,
    last_visit_ms: epochMs(row.lastVisitAt),
    collected: row.metrics === null ? 0 : 1,
    // "Not collected" is no measurement: it may be one tomorrow.
    settled: asked.settled && row.metrics !== null ? 1 : 0,
    asked_ms: asked.atMs,
    ...wireCounts,
  };
}

/** Upper and lower case alike, the same in every database. */
export function foldedName(name: string): string {
  return name.toLowerCase();
}

function epochMs(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { METRICS } from '../jodoo/metrics.ts';
import { foldedName } from './row-columns.ts';
import type { AppUsageFilter } from './whole-day.ts';

/** SQL conditions that hold together for what a filter lets through. */
export function filterConditions(filter: AppUsageFilter = {}): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  const { nameContains, creatorIds, metrics = [] } = filter;
  if (nameContains !== undefined) {
    // Not LIKE: its wildcards are ordinary letters in a name.
    const text = foldedName(nameContains);
    conditions.push(sql`replace(app_day.name_folded, ${text}, '') <> app_day.name_folded`);
  }
  if (creatorIds !== undefined) {
    conditions.push(
      creatorIds.length === 0 ? sql`1 = 0` : sql`app_day.creator_id in (${sql.join([...creatorIds])})`,
    );
  }
  const instant = (column: 'created_ms' | 'last_edit_ms' | 'last_visit_ms') => sql.ref(`app_day.${column}`);
  const from = (column: Parameters<typeof instant>[0], ms: number | undefined) => {
    if (ms !== undefined) conditions.push(sql`${instant(column)} >= ${ms}`);
  };
  const until = (
    column: Parameters<typeof instant>[0],
    ms: number | undefined,
    never: 'passes' | 'fails',
  ) => {
    if (ms === undefined) return;
    const earlier = sql<SqlBool>`${instant(column)} < ${ms}`;
    conditions.push(never === 'passes' ? sql`(${earlier} or ${instant(column)} is null)` : earlier);
  };
  from('created_ms', filter.createdAfterMs);
  until('created_ms', filter.createdBeforeMs, 'fails');
  from('last_edit_ms', filter.lastEditAfterMs);
  until('last_edit_ms', filter.lastEditBeforeMs, 'passes');
  from('last_visit_ms', filter.lastVisitAfterMs);
  until('last_visit_ms', filter.lastVisitBeforeMs, 'passes');
  for (const { metric, min, max } of metrics) {
    const column = METRICS.find((known) => known.metric === metric);
    if (column === undefined) continue;
    const count = sql.ref(`app_day.${column.wire}`);
    conditions.push(sql`${count} is not null`);
    if (min !== undefined) conditions.push(sql`${count} >= ${min}`);
    if (max !== undefined) conditions.push(sql`${count} <= ${max}`);
  }
  return conditions;
}

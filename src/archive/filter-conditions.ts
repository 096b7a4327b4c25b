import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { METRICS } from '../jodoo/metrics.ts';
import { foldedName } from './cleaned-text.ts';
import { type Connection, isOneOf, sqlInteger } from './connection.ts';
import type { MetricCondition, RowFilter } from './row-query.ts';

/** SQL conditions that hold together for what a filter lets through. */
export function filterConditions(connection: Connection, filter: RowFilter = {}): RawBuilder<SqlBool>[] {
  const { nameContains, creatorIds, metrics = [] } = filter;
  return [
    ...(nameContains === undefined ? [] : nameCondition('usage_row.name_folded', nameContains)),
    ...(creatorIds === undefined ? [] : [isOneOf(connection, 'usage_row.creator_id', creatorIds)]),
    ...instantConditions(filter),
    ...visitConditions(filter),
    ...metricConditions(metrics),
  ];
}

/** A folded name contains a text, whatever its case. */
export function nameCondition(column: string, contained: string): RawBuilder<SqlBool>[] {
  const text = foldedName(contained);
  if (text === '') return [];
  if (text.includes('\0')) return [sql`1 = 0`];
  // Not LIKE: its wildcards are ordinary letters in a name.
  return [sql`replace(${sql.ref(column)}, ${text}, '') <> ${sql.ref(column)}`];
}

function instantConditions(filter: RowFilter): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  const bound = (
    name: 'created_ms' | 'last_edit_ms' | 'last_visit_ms',
    afterMs: number | undefined,
    beforeMs: number | undefined,
    never: 'passes' | 'fails',
  ) => {
    const column = sql.ref(`usage_row.${name}`);
    if (afterMs !== undefined) conditions.push(sql`${column} >= ${sqlInteger(afterMs)}`);
    if (beforeMs === undefined) return;
    const isEarlier = sql<SqlBool>`${column} < ${sqlInteger(beforeMs)}`;
    conditions.push(never === 'passes' ? sql`(${isEarlier} or ${column} is null)` : isEarlier);
  };
  bound('created_ms', filter.createdAfterMs, filter.createdBeforeMs, 'fails');
  bound('last_edit_ms', filter.lastEditAfterMs, filter.lastEditBeforeMs, 'passes');
  bound('last_visit_ms', filter.lastVisitAfterMs, filter.lastVisitBeforeMs, 'passes');
  return conditions;
}

function visitConditions({ neverVisited }: RowFilter): RawBuilder<SqlBool>[] {
  if (neverVisited === undefined) return [];
  return [neverVisited ? sql`usage_row.last_visit_ms is null` : sql`usage_row.last_visit_ms is not null`];
}

/** At most one range for each metric, however many conditions there are: databases limit how deep they nest. */
function metricConditions(conditions: readonly MetricCondition[]): RawBuilder<SqlBool>[] {
  return METRICS.flatMap(({ metric, wire }) => {
    const ofMetric = conditions.filter((condition) => condition.metric === metric);
    if (ofMetric.length === 0) return [];
    const count = sql.ref(`usage_row.${wire}`);
    // Counts lie between these bounds, and an unknown one between none.
    const min = ofMetric.reduce((bound, condition) => Math.max(bound, condition.min ?? 0), 0);
    const max = ofMetric.reduce(
      (bound, condition) => Math.min(bound, condition.max ?? bound),
      Number.MAX_SAFE_INTEGER,
    );
    return [sql<SqlBool>`${count} between ${sqlInteger(min)} and ${sqlInteger(max)}`];
  });
}

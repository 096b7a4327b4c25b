/** Which rows a filter lets through, in memory: the same as `archive/filter-conditions.ts` in SQL. Pure. */
import { foldedName } from '../archive/cleaned-text.ts';
import { sqlInteger } from '../archive/connection.ts';
import { instantMs } from '../archive/row-columns.ts';
import type { RowFilter } from '../archive/row-query.ts';
import { METRICS } from '../jodoo/metrics.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

type Condition = (row: UsageRow) => boolean;

/** undefined where every row passes. */
export function rowFilter(filter: RowFilter | undefined): Condition | undefined {
  if (filter === undefined) return undefined;
  const conditions = [
    nameCondition(filter.nameContains),
    creatorCondition(filter.creatorIds),
    instantCondition('createdAt', filter.createdAfterMs, filter.createdBeforeMs, false),
    instantCondition('lastEditAt', filter.lastEditAfterMs, filter.lastEditBeforeMs, true),
    instantCondition('lastVisitAt', filter.lastVisitAfterMs, filter.lastVisitBeforeMs, true),
    ...(filter.metrics ?? []).map(metricCondition),
  ].filter((condition) => condition !== undefined);
  if (conditions.length === 0) return undefined;
  return (row) => conditions.every((condition) => condition(row));
}

function nameCondition(contained: string | undefined): Condition | undefined {
  const text = foldedName(contained ?? '');
  return text === '' ? undefined : ({ name }) => foldedName(name).includes(text);
}

function creatorCondition(creatorIds: readonly string[] | undefined): Condition | undefined {
  if (creatorIds === undefined) return undefined;
  const wanted = new Set(creatorIds);
  return ({ creator }) => creator !== null && wanted.has(creator.memberId);
}

/** `neverPasses`: whether rows without the instant lie before every bound. */
function instantCondition(
  field: 'createdAt' | 'lastEditAt' | 'lastVisitAt',
  afterMs: number | undefined,
  beforeMs: number | undefined,
  neverPasses: boolean,
): Condition | undefined {
  if (afterMs === undefined && beforeMs === undefined) return undefined;
  const from = afterMs === undefined ? undefined : sqlInteger(afterMs);
  const until = beforeMs === undefined ? undefined : sqlInteger(beforeMs);
  return (row) => {
    const ms = instantMs(row[field]);
    if (ms === null) return from === undefined && neverPasses;
    return (from === undefined || ms >= from) && (until === undefined || ms < until);
  };
}

function metricCondition({
  metric,
  min,
  max,
}: NonNullable<RowFilter['metrics']>[number]): Condition | undefined {
  if (!METRICS.some((known) => known.metric === metric)) return undefined;
  const least = sqlInteger(Math.max(0, min ?? 0));
  const most = sqlInteger(max ?? Number.MAX_SAFE_INTEGER);
  return ({ metrics }) => {
    const count = metrics?.[metric] ?? null;
    return count !== null && count >= least && count <= most;
  };
}

/** AppUsageFilter and MemberUsageFilter: rows of members have neither a creator nor instants to filter by. */
import type { MetricCondition, RowFilter } from '../../archive/row-query.ts';
import { badUserInput } from '../../errors.ts';
import { builder } from '../builder.ts';
import { enumName } from '../enum-name.ts';
import { checkedIds } from '../identity/checked-ids.ts';
import { checkedNamePart } from '../paging/checked-name-part.ts';
import { Metric } from './metric.ts';

const MAX_CONDITIONS = 50;

const MetricConditionInput = builder.inputType('MetricCondition', {
  description: 'Bounds of a count, both included. An unknown count fulfils none.',
  fields: (t) => ({
    metric: t.field({ type: Metric, required: true, description: 'Which count.' }),
    min: t.field({ type: 'Count', description: 'At least so many.' }),
    max: t.field({ type: 'Count', description: 'At most so many.' }),
  }),
});

const NAME = 'Somewhere in the name, upper and lower case alike; at most 256 characters.';
const METRICS = `Bounds of counts, at most ${MAX_CONDITIONS}.`;
const FROM = 'At this instant or later.';
const UNTIL = 'Earlier than this instant.';

const AppUsageFilter = builder.inputType('AppUsageFilter', {
  description: 'Conditions on apps; all given ones hold.',
  fields: (t) => ({
    nameContains: t.string({ description: NAME }),
    creatorIds: t.idList({ description: 'Created by one of these members; at most 1000 ids.' }),
    createdAfter: t.field({ type: 'DateTime', description: FROM }),
    createdBefore: t.field({ type: 'DateTime', description: UNTIL }),
    lastEditAfter: t.field({ type: 'DateTime', description: FROM }),
    lastEditBefore: t.field({
      type: 'DateTime',
      description: `${UNTIL} Also lets through apps never edited.`,
    }),
    lastVisitAfter: t.field({ type: 'DateTime', description: FROM }),
    lastVisitBefore: t.field({
      type: 'DateTime',
      description: `${UNTIL} Also lets through apps never visited.`,
    }),
    neverVisited: t.boolean({ description: 'true: only apps never visited. false: only visited ones.' }),
    metrics: t.field({ type: [MetricConditionInput], description: METRICS }),
  }),
});

const MemberUsageFilter = builder.inputType('MemberUsageFilter', {
  description: 'Conditions on members; all given ones hold.',
  fields: (t) => ({
    nameContains: t.string({ description: NAME }),
    metrics: t.field({ type: [MetricConditionInput], description: METRICS }),
  }),
});

export const usageFilterTypes = { app: AppUsageFilter, member: MemberUsageFilter } as const;

type FilterInput = typeof AppUsageFilter.$inferInput | typeof MemberUsageFilter.$inferInput;
type ConditionInput = typeof MetricConditionInput.$inferInput;

/** The filter as the readers take it. One without a condition is a filter, too: it asks for the whole day. */
export function filterOf(input: FilterInput | null | undefined): RowFilter | undefined {
  if (!input) return undefined;
  const app: typeof AppUsageFilter.$inferInput = input;
  return {
    nameContains: checkedNamePart(app.nameContains),
    creatorIds: app.creatorIds ? checkedIds('creatorIds', app.creatorIds) : undefined,
    createdAfterMs: epochMs(app.createdAfter),
    createdBeforeMs: epochMs(app.createdBefore),
    lastEditAfterMs: epochMs(app.lastEditAfter),
    lastEditBeforeMs: epochMs(app.lastEditBefore),
    lastVisitAfterMs: epochMs(app.lastVisitAfter),
    lastVisitBeforeMs: epochMs(app.lastVisitBefore),
    neverVisited: app.neverVisited ?? undefined,
    metrics: app.metrics?.length ? conditionsOf(app.metrics) : undefined,
  };
}

function conditionsOf(conditions: readonly ConditionInput[]): MetricCondition[] {
  if (conditions.length > MAX_CONDITIONS) {
    throw badUserInput(
      `'metrics' may hold at most ${MAX_CONDITIONS} conditions; got ${conditions.length}. Two bounds of a count fit into one.`,
      { argument: 'metrics' },
    );
  }
  return conditions.map(conditionOf);
}

function conditionOf({ metric, min, max }: ConditionInput): MetricCondition {
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    throw badUserInput(
      `The bounds of ${enumName(metric)} let nothing through: 'min' ${min} is above 'max' ${max}.`,
      { argument: 'metrics' },
    );
  }
  return { metric, min: min ?? undefined, max: max ?? undefined };
}

function epochMs(instant: string | null | undefined): number | undefined {
  return instant ? Date.parse(instant) : undefined;
}

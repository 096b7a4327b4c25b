import type { AppUsageFilter, MetricCondition } from '../../archive/whole-day.ts';
import { badUserInput } from '../../errors.ts';
import { METRICS } from '../../jodoo/metrics.ts';
import { builder } from '../builder.ts';
import { enumName } from '../enum-name.ts';
import { METRIC_DESCRIPTIONS } from './app-metrics.ts';

const MetricName = builder.enumType('Metric', {
  description: 'A number that Jodoo counts.',
  values: Object.fromEntries(
    METRICS.map(({ metric }) => [
      enumName(metric),
      { value: metric, description: METRIC_DESCRIPTIONS[metric] },
    ]),
  ),
});

const MetricConditionInput = builder.inputType('MetricCondition', {
  description: 'Bounds of a count, both included. An unknown count fulfils none.',
  fields: (t) => ({
    metric: t.field({ type: MetricName, required: true, description: 'Which count.' }),
    min: t.field({ type: 'Count', description: 'At least so many.' }),
    max: t.field({ type: 'Count', description: 'At most so many.' }),
  }),
});

const FROM = 'At this instant or later.';
const UNTIL = 'Earlier than this instant.';

export const AppUsageFilterInput = builder.inputType('AppUsageFilter', {
  description: 'Conditions on apps; all given ones hold.',
  fields: (t) => ({
    nameContains: t.string({ description: 'Somewhere in the name, upper and lower case alike.' }),
    creatorIds: t.idList({ description: 'Created by one of these members.' }),
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
    metrics: t.field({ type: [MetricConditionInput], description: 'Bounds of counts.' }),
  }),
});

type FilterInput = typeof AppUsageFilterInput.$inferInput;
type ConditionInput = typeof MetricConditionInput.$inferInput;

/** The filter as the archive takes it; undefined when it has no condition. */
export function filterOf(input: FilterInput | null | undefined): AppUsageFilter | undefined {
  if (!input) return undefined;
  const filter: AppUsageFilter = {
    nameContains: input.nameContains || undefined,
    creatorIds: input.creatorIds ?? undefined,
    createdAfterMs: epochMs(input.createdAfter),
    createdBeforeMs: epochMs(input.createdBefore),
    lastEditAfterMs: epochMs(input.lastEditAfter),
    lastEditBeforeMs: epochMs(input.lastEditBefore),
    lastVisitAfterMs: epochMs(input.lastVisitAfter),
    lastVisitBeforeMs: epochMs(input.lastVisitBefore),
    metrics: input.metrics?.length ? input.metrics.map(conditionOf) : undefined,
  };
  return Object.values(filter).some((condition) => condition !== undefined) ? filter : undefined;
}

function conditionOf({ metric, min, max }: ConditionInput): MetricCondition {
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    throw badUserInput(
      `The bounds of ${enumName(metric)} let nothing through: 'min' ${min} is above 'max' ${max}.`,
    );
  }
  return { metric, min: min ?? undefined, max: max ?? undefined };
}

function epochMs(instant: string | null | undefined): number | undefined {
  return instant ? Date.parse(instant) : undefined;
}

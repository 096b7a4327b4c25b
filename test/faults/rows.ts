/** Rows as the questions select them, and whether they are those of the model. */
import { z } from 'zod';
import type { Metric } from '../../src/jodoo/metrics.ts';
import type { StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { Judge } from './ask.ts';
import { type EntityList, type Model, type ModelMetrics, type ModelRow, sumOf } from './model.ts';

/** Levels and flows, small counts and large ones. */
export const ASKED_METRICS = ['app', 'formCoop', 'data', 'dailyAutomationExec'] as const satisfies Metric[];
export const METRIC_FIELDS = `metrics { ${ASKED_METRICS.join(' ')} }`;
export const TOTALS_FIELDS = `totals { ${ASKED_METRICS.join(' ')} }`;

const count = z.number().int().nullable();
export const metricsShape = z.object({
  app: count,
  formCoop: count,
  data: count,
  dailyAutomationExec: count,
});
export type AnsweredMetrics = z.infer<typeof metricsShape>;

/** An app's or a member's usage on a day. */
export const rowShape = z.object({
  __typename: z.string().optional(),
  date: z.string(),
  appId: z.string().optional(),
  memberId: z.string().optional(),
  appName: z.string().optional(),
  lastEditAt: z.string().nullish(),
  creator: z.object({ memberId: z.string() }).nullish(),
  metrics: metricsShape.nullable(),
});
export type AnsweredRow = z.infer<typeof rowShape>;

/** What a list is called in GraphQL. */
export const LIST_NAMES = {
  app: {
    usage: 'appUsage',
    idField: 'appId',
    idsArgument: 'appIds',
    missingIds: 'missingAppIds',
    usageType: 'AppUsage',
    entityType: 'App',
    rowFields: `date appId appName lastEditAt creator { memberId } ${METRIC_FIELDS}`,
  },
  member: {
    usage: 'memberUsage',
    idField: 'memberId',
    idsArgument: 'memberIds',
    missingIds: 'missingMemberIds',
    usageType: 'MemberUsage',
    entityType: 'Member',
    rowFields: `date memberId ${METRIC_FIELDS}`,
  },
} as const;

export function idOf({ appId, memberId }: AnsweredRow): string {
  return appId ?? memberId ?? '';
}

export interface RowCheck {
  readonly model: Model;
  readonly list: EntityList;
  readonly judge: Judge;
}

/** Says what is wrong with a row of a day. */
export function checkRow({ model, list, judge }: RowCheck, day: StatisticsDay, row: AnsweredRow): void {
  const id = idOf(row);
  const right = model.day(list, day).byId.get(id);
  if (right === undefined) {
    judge.wrong(`${id} is not in the list of ${list}s of ${day}`);
    return;
  }
  if (row.date !== day) judge.wrong(`${id} is of ${row.date}, not of ${day}`);
  if (list === 'app') {
    if (row.appName !== right.name) judge.wrong(`${id} is named ${row.appName}, not ${right.name}`);
    if ((row.creator?.memberId ?? null) !== right.creatorId) judge.wrong(`${id} has another creator`);
    if ((row.lastEditAt ?? null) !== right.lastEditAt) judge.wrong(`${id} was edited at another time`);
  }
  checkCounts(`${id} on ${day}`, row.metrics, right.metrics, {
    mayBeUnknown: model.mood(day) === 'lying' || (list === 'member' && isAllZero(right)),
    judge,
  });
}

export interface CountsCheck {
  readonly mayBeUnknown: boolean;
  readonly judge: Judge;
}

export function checkCounts(
  whose: string,
  answered: AnsweredMetrics | null,
  right: Pick<ModelMetrics, (typeof ASKED_METRICS)[number]>,
  { mayBeUnknown, judge }: CountsCheck,
): void {
  if (answered === null) {
    if (!mayBeUnknown) judge.wrong(`${whose}: said not to be collected`);
    return;
  }
  for (const metric of ASKED_METRICS) {
    if (answered[metric] === right[metric] || (mayBeUnknown && answered[metric] === null)) continue;
    judge.wrong(`${whose}: ${metric} is ${answered[metric]}, not ${right[metric]}`);
  }
}

/** Sums over rows of a day, as far as they must be right. */
export function sumsOf(rows: readonly ModelRow[]): Pick<ModelMetrics, (typeof ASKED_METRICS)[number]> {
  const [app, formCoop, data] = [sumOf(rows, 'app'), sumOf(rows, 'formCoop'), sumOf(rows, 'data')];
  return { app, formCoop, data, dailyAutomationExec: sumOf(rows, 'dailyAutomationExec') };
}

/** A member that created nothing has only zeros, and those may also be no statistics at all. */
function isAllZero({ metrics }: ModelRow): boolean {
  return Object.values(metrics).every((each) => each === null || each === 0);
}

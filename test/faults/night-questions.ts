/** What clients ask at night, and which versions of a day an answer may be made of. */
import { z } from 'zod';
import { isStatisticsDay, type StatisticsDay, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import type { Ask, Judge } from './ask.ts';
import type { SeededRandom } from './seeded-random.ts';
import { FINAL, type UnsettledOrganization } from './unsettled-organization.ts';

/** Of the gateway: how long a provisional fact is believed. */
export const PROVISIONAL_TTL_MS = 300_000;

export interface Night {
  readonly ask: Ask;
  readonly now: () => number;
  readonly organization: UnsettledOrganization;
  readonly random: SeededRandom;
}

const nightShape = z.object({
  appUsage: z
    .object({
      date: z.string(),
      settled: z.boolean(),
      totalCount: z.number().nullable(),
      totals: z.object({ data: z.number().nullable() }).nullish(),
      missingAppIds: z.array(z.string()),
      nodes: z.array(
        z
          .object({ appId: z.string(), metrics: z.object({ data: z.number().nullable() }).nullable() })
          .nullable(),
      ),
    })
    .nullable(),
});
type NightPage = NonNullable<z.infer<typeof nightShape>['appUsage']>;

const KINDS = ['latest', 'page', 'ids', 'whole day'] as const;

export async function askOfNight(night: Night): Promise<void> {
  const { ask, now, organization, random } = night;
  const sentMs = now();
  const kind = random.oneOf(KINDS);
  const day = upstreamDays(sentMs).to;
  const ids = [...organization.appsOf(day, FINAL).keys()];
  const argumentsOf: Readonly<Record<(typeof KINDS)[number], object>> = {
    latest: { first: 5 },
    page: { date: day, first: 10 },
    ids: { date: day, appIds: [random.oneOf(ids), ids.at(-1), random.oneOf(ids)].filter(isFirst), first: 3 },
    'whole day': { date: day, first: 10, orderBy: { by: 'DATA' } },
  };
  await ask({
    name: `${kind} at night`,
    query: `query ($date: Date, $first: Int, $appIds: [ID!], $orderBy: AppUsageOrder) {
      appUsage(date: $date, first: $first, appIds: $appIds, orderBy: $orderBy) {
        date settled totalCount ${kind === 'whole day' ? 'totals { data }' : ''} missingAppIds
        nodes { appId metrics { data } }
      }
    }`,
    variables: { ...argumentsOf[kind] },
    shape: nightShape,
    check({ appUsage }, judge) {
      if (appUsage === null) {
        judge.missing(['appUsage'], 'no page');
        return;
      }
      const days: readonly string[] = kind === 'latest' ? [day, upstreamDays(now()).to] : [day];
      if (!days.includes(appUsage.date) || !isStatisticsDay(appUsage.date)) {
        judge.wrong(`${appUsage.date} is answered, not ${days.join(' or ')}`);
      } else {
        const possible = versions(organization, appUsage.date, sentMs, now());
        const isFinal = organization.versionAt(appUsage.date, now()) === FINAL;
        checkNight(appUsage, appUsage.date, { possible, isFinal, ofAll: kind !== 'ids' }, judge);
      }
    },
  });
}

/** The versions of a day that an answer may be made of, oldest first. */
function versions(
  organization: UnsettledOrganization,
  day: StatisticsDay,
  sentMs: number,
  receivedMs: number,
): ReadonlyMap<string, number>[] {
  const isSettled = organization.versionAt(day, sentMs) === FINAL;
  const oldest = isSettled ? FINAL : organization.versionAt(day, sentMs - PROVISIONAL_TTL_MS);
  const newest = organization.versionAt(day, receivedMs);
  return Array.from({ length: newest - oldest + 1 }, (_, index) => organization.appsOf(day, oldest + index));
}

interface Possible {
  readonly possible: readonly ReadonlyMap<string, number>[];
  /** The day has settled by now. */
  readonly isFinal: boolean;
  /** Counts are of the whole list, not of the asked ids. */
  readonly ofAll: boolean;
}

function checkNight(
  page: NightPage,
  day: StatisticsDay,
  { possible, isFinal, ofAll }: Possible,
  judge: Judge,
): void {
  const allowed = page.settled ? possible.slice(-1) : possible;
  if (page.settled && !isFinal) judge.wrong(`${day} is said to be settled`);
  for (const [index, node] of page.nodes.entries()) {
    if (node === null) judge.missing(['appUsage', 'nodes', index], `row ${index} is null`);
    else if (!allowed.some((apps) => apps.get(node.appId) === (node.metrics?.data ?? -1))) {
      judge.wrong(`${node.appId} has ${node.metrics?.data} records on ${day}, settled: ${page.settled}`);
    }
  }
  for (const id of page.missingAppIds) {
    if (allowed.every((apps) => apps.has(id))) judge.wrong(`${id} is said to be missing on ${day}`);
  }
  const counts = allowed.map(({ size }) => size);
  if (ofAll && page.totalCount !== null && !isBetween(page.totalCount, counts)) {
    judge.wrong(`totalCount is ${page.totalCount}, not ${counts.join(' or ')}`);
  }
  const sums = allowed.map((apps) => [...apps.values()].reduce((sum, data) => sum + data, 0));
  const sum = page.totals?.data;
  if (sum !== undefined && sum !== null && !isBetween(sum, sums)) {
    judge.wrong(`the sum of records is ${sum}, not ${sums.join(' or ')}`);
  }
}

/** A list that is read while it changes may lie in between. */
function isBetween(value: number, bounds: readonly number[]): boolean {
  return value >= Math.min(...bounds) && value <= Math.max(...bounds);
}

function isFirst<T>(item: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(item) === index;
}

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dayNumber, dayOfInstant, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { gatewayPerTest, type TestGatewayOptions } from '../support/gateway.ts';

const { start, current } = gatewayPerTest();
const organization = createLivingOrganization({ apps: 240, members: 30 });
const OPTIONS: TestGatewayOptions = { sandbox: { organization }, intervalMs: 5 };
const DAY = statisticsDay('2026-11-20');
const apps = organization.apps(DAY);
const overview = organization.overview(DAY);
type App = (typeof apps)[number];

const GROUPS = `query ($by: GroupBy!, $filter: AppUsageFilter, $orderBy: GroupOrder, $first: Int, $after: String, $last: Int, $before: String) {
  appUsageGroups(date: "${DAY}", by: $by, filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    date totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { key apps metrics { data dailyAutomationExec } share(metric: DATA) creator { memberId name } }
  }
}`;
const answer = z.object({
  appUsageGroups: z.object({
    date: z.literal(DAY),
    totalCount: z.number(),
    pageInfo: z.object({
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      startCursor: z.string().nullable(),
      endCursor: z.string().nullable(),
    }),
    nodes: z
      .object({
        key: z.string(),
        apps: z.number(),
        metrics: z.object({ data: z.number(), dailyAutomationExec: z.number() }),
        share: z.number().nullable(),
        creator: z.object({ memberId: z.string(), name: z.string() }).nullable(),
      })
      .array(),
  }),
});

async function groups(variables: object) {
  const { data, errors } = await current().query(GROUPS, variables);
  expect(errors).toBeUndefined();
  return answer.parse(data).appUsageGroups;
}

/** The groups by a plain walk over the sandbox's own apps. */
function expectedGroups(keyOf: (app: App) => string, creatorOf: (app: App) => App['creator'] = () => null) {
  const byKey = new Map<string, App[]>();
  for (const app of apps) byKey.set(keyOf(app), [...(byKey.get(keyOf(app)) ?? []), app]);
  return [...byKey].map(([key, ofKey]) => {
    const sum = (wire: 'data' | 'daily_automation_exec') =>
      ofKey.reduce((total, { metrics }) => total + (metrics[wire] ?? 0), 0);
    const creator = ofKey[0] ? creatorOf(ofKey[0]) : null;
    return {
      key,
      apps: ofKey.length,
      metrics: { data: sum('data'), dailyAutomationExec: sum('daily_automation_exec') },
      share: sum('data') / (overview.data ?? 0),
      creator: creator ? { memberId: creator.member_id, name: creator.name } : null,
    };
  });
}

const AGES = ['TODAY', 'WEEK', 'MONTH', 'QUARTER', 'OLDER', 'NEVER'];

function ageOf({ last_visit_at: visit }: App): string {
  if (!visit) return 'NEVER';
  const days = dayNumber(DAY) - dayNumber(dayOfInstant(Date.parse(visit)));
  return days < 1 ? 'TODAY' : days < 7 ? 'WEEK' : days < 30 ? 'MONTH' : days < 90 ? 'QUARTER' : 'OLDER';
}

describe('groups of the apps of a day', () => {
  test('by creator are those of the sandbox, with the creator, in the calls that the list takes and one for the shares', async () => {
    const { upstreamRequests } = await start(OPTIONS);
    const expected = expectedGroups(
      ({ creator }) => creator?.member_id ?? 'UNKNOWN',
      ({ creator }) => creator,
    ).sort((a, b) => b.apps - a.apps || (a.key < b.key ? -1 : 1));
    const walked = [];
    for (let after: string | null = null, more = true; more; ) {
      const page = await groups({ by: 'CREATOR', orderBy: { by: 'APPS' }, first: 10, after });
      expect(page.totalCount).toBe(expected.length);
      walked.push(...page.nodes);
      ({ endCursor: after, hasNextPage: more } = page.pageInfo);
    }
    expect(walked).toEqual(expected);
    expect(upstreamRequests()).toHaveLength(Math.ceil(apps.length / 100) + 1);
    const last = await groups({ by: 'CREATOR', orderBy: { by: 'APPS' }, last: 3 });
    expect(last.nodes).toEqual(expected.slice(-3));
  });

  test('by month of creation come from the oldest, by age of the last visit from today to never', async () => {
    await start(OPTIONS);
    const months = expectedGroups((app) =>
      app.created_at ? dayOfInstant(Date.parse(app.created_at)).slice(0, 7) : 'UNKNOWN',
    );
    const found = await groups({ by: 'CREATED_MONTH', first: 100 });
    expect(found.nodes).toEqual(months.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, 100));
    const ages = expectedGroups(ageOf).sort((a, b) => AGES.indexOf(a.key) - AGES.indexOf(b.key));
    expect((await groups({ by: 'LAST_VISIT_AGE' })).nodes).toEqual(ages);
  });

  test('are of the filtered apps only', async () => {
    await start(OPTIONS);
    const never = apps.filter(({ last_visit_at: visit }) => !visit).length;
    const { nodes } = await groups({ by: 'LAST_VISIT_AGE', filter: { neverVisited: true } });
    expect(nodes).toMatchObject([{ key: 'NEVER', apps: never }]);
  });

  test('refuse a cursor of another grouping', async () => {
    const { query } = await start(OPTIONS);
    const { pageInfo } = await groups({ by: 'CREATOR', first: 1 });
    const { errors } = await query(GROUPS, { by: 'CREATED_MONTH', after: pageInfo.endCursor });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

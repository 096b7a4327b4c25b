import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { METRICS } from '../../src/jodoo/metrics.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { gatewayPerTest, type TestGatewayOptions } from '../support/gateway.ts';

const { start, current } = gatewayPerTest();
const organization = createLivingOrganization({ apps: 240, members: 30 });
const OPTIONS: TestGatewayOptions = { sandbox: { organization }, intervalMs: 5 };
const FROM = '2026-09-20';
const TO = '2026-11-20';
const before = new Map(organization.apps(statisticsDay(FROM)).map((app) => [app.app_id, app]));
const after = new Map(organization.apps(statisticsDay(TO)).map((app) => [app.app_id, app]));

const CHANGES = `query ($orderBy: UsageChangeOrder, $kinds: [ChangeKind!], $filter: AppUsageFilter, $first: Int, $after: String, $last: Int, $before: String) {
  appUsageChanges(from: "${FROM}", to: "${TO}", orderBy: $orderBy, kinds: $kinds, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    from to totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { kind app { appId } before { metrics { data } } after { metrics { data } } changes { data dailyAutomationExec } percent(metric: DATA) } }
  }
}`;
const data = z.object({ metrics: z.object({ data: z.number().nullable() }).nullable() }).nullable();
const page = z.object({
  appUsageChanges: z.object({
    from: z.literal(FROM),
    to: z.literal(TO),
    totalCount: z.number(),
    pageInfo: z.object({
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      startCursor: z.string().nullable(),
      endCursor: z.string().nullable(),
    }),
    edges: z
      .object({
        cursor: z.string(),
        node: z.object({
          kind: z.string(),
          app: z.object({ appId: z.string() }),
          before: data,
          after: data,
          changes: z.object({ data: z.number().nullable(), dailyAutomationExec: z.number().nullable() }),
          percent: z.number().nullable(),
        }),
      })
      .array(),
  }),
});

async function changes(variables: object) {
  const { data: answered, errors } = await current().query(CHANGES, variables);
  expect(errors).toBeUndefined();
  const { edges, ...rest } = page.parse(answered).appUsageChanges;
  return { ...rest, cursors: edges.map(({ cursor }) => cursor), nodes: edges.map(({ node }) => node) };
}

/** What changed, by a plain walk over the sandbox's own numbers. */
const expected = [...new Set([...before.keys(), ...after.keys()])].map((appId) => {
  const [was, is] = [before.get(appId), after.get(appId)];
  const differs = METRICS.some(({ wire }) => was?.metrics[wire] !== is?.metrics[wire]);
  const kind = !was ? 'CREATED' : !is ? 'DELETED' : differs ? 'CHANGED' : 'UNCHANGED';
  const change = (wire: 'data' | 'daily_automation_exec') =>
    (is?.metrics[wire] ?? 0) - (was?.metrics[wire] ?? 0);
  const earlier = was?.metrics.data ?? 0;
  return {
    kind,
    app: { appId },
    before: was ? { metrics: { data: was.metrics.data } } : null,
    after: is ? { metrics: { data: is.metrics.data } } : null,
    changes: { data: change('data'), dailyAutomationExec: change('daily_automation_exec') },
    percent: earlier === 0 ? null : (100 * change('data')) / earlier,
  };
});
type Expected = (typeof expected)[number];
const byId = (a: Expected, b: Expected) => (a.app.appId < b.app.appId ? -1 : 1);

describe('changes between two days', () => {
  test('are those of the sandbox, paged both ways, in the calls that the lists of both days take', async () => {
    const { upstreamRequests } = await start(OPTIONS);
    const sorted = [...expected].sort((a, b) => b.changes.data - a.changes.data || byId(a, b));
    const walked = [];
    for (let after: string | null = null, more = true; more; ) {
      const one = await changes({ orderBy: { metric: 'DATA' }, first: 60, after });
      expect(one.totalCount).toBe(expected.length);
      walked.push(...one.nodes);
      ({ endCursor: after, hasNextPage: more } = one.pageInfo);
    }
    expect(walked).toEqual(sorted);
    const pages = Math.ceil(before.size / 100) + Math.ceil(after.size / 100);
    expect(upstreamRequests()).toHaveLength(pages);
    const last = await changes({ orderBy: { metric: 'DATA' }, last: 5 });
    expect(last.nodes).toEqual(sorted.slice(-5));
    const middle = await changes({ orderBy: { metric: 'DATA' }, last: 5, before: last.pageInfo.startCursor });
    expect(middle.nodes).toEqual(sorted.slice(-10, -5));
    expect(middle.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect(upstreamRequests()).toHaveLength(pages);
  });

  test('are ordered by per cent, where growth from nothing comes last, and come by app id without an order', async () => {
    await start(OPTIONS);
    const known = expected.filter(({ percent }) => percent !== null);
    const sorted = known.sort((a, b) => (a.percent ?? 0) - (b.percent ?? 0) || byId(a, b));
    const rising = await changes({ orderBy: { metric: 'DATA', by: 'PERCENT', direction: 'ASC' }, first: 80 });
    expect(rising.nodes).toEqual(sorted.slice(0, 80));
    const goesOn = await changes({
      orderBy: { metric: 'DATA', by: 'PERCENT', direction: 'ASC' },
      first: 10,
      after: rising.cursors[39],
    });
    expect(goesOn.nodes).toEqual(sorted.slice(40, 50));
    expect((await changes({ first: 100 })).nodes).toEqual([...expected].sort(byId).slice(0, 100));
  });

  test('are counted by kind, and filtered by the later day', async () => {
    await start(OPTIONS);
    for (const kind of ['CREATED', 'DELETED', 'CHANGED', 'UNCHANGED']) {
      const { totalCount, nodes } = await changes({ kinds: [kind], first: 100 });
      const ofKind = expected.filter((one) => one.kind === kind).sort(byId);
      if (kind !== 'UNCHANGED') expect(ofKind.length).toBeGreaterThan(0);
      expect(totalCount).toBe(ofKind.length);
      expect(nodes).toEqual(ofKind.slice(0, 100));
    }
    const never = [...after.values()].filter(({ last_visit_at: visit }) => !visit);
    const deleted = [...before.values()].filter(
      ({ app_id: id, last_visit_at: visit }) => !after.has(id) && !visit,
    );
    const { totalCount } = await changes({ filter: { neverVisited: true } });
    expect(totalCount).toBe(never.length + deleted.length);
  });

  test('refuse a cursor of other days, of another order, or of nothing', async () => {
    const { query } = await start(OPTIONS);
    const { cursors } = await changes({ first: 1 });
    const codes = async (variables: object) =>
      (await query(CHANGES, variables)).errors?.map(({ extensions }) => extensions.code);
    expect(await codes({ after: cursors[0], orderBy: { metric: 'DATA' } })).toEqual(['BAD_USER_INPUT']);
    expect(await codes({ after: 'bm9uZQ' })).toEqual(['BAD_USER_INPUT']);
    const { errors } = await query(
      `{ appUsageChanges(from: "${FROM}", to: "2026-11-19", after: "${cursors[0]}") { totalCount } }`,
    );
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const { errors: swapped } = await query(
      `{ appUsageChanges(from: "${TO}", to: "${FROM}") { totalCount } }`,
    );
    expect(swapped?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { METRICS } from '../../src/jodoo/metrics.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { gatewayPerTest } from '../support/gateway.ts';
import { type ConnectedClient, connectClient, mcpWith } from './connected-client.ts';

const gateways = gatewayPerTest();
const organization = createLivingOrganization({ apps: 60, members: 10 });
const [FROM, TO] = ['2026-11-10', '2026-11-20'];
const appsOf = (day: string) => organization.apps(statisticsDay(day));

let agent: ConnectedClient;
beforeEach(async () => {
  const { url } = await gateways.start({
    sandbox: { organization },
    intervalMs: 5,
    server: { mcp: mcpWith() },
  });
  agent = await connectClient(url);
});

async function dataOf(name: string, given: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { isError, structuredContent, text } = await agent.call(name, given);
  expect(isError, text).toBeUndefined();
  // The same in text, for clients that read only that.
  expect(JSON.parse(text)).toEqual(structuredContent);
  expect(structuredContent?.errors).toBeUndefined();
  return structuredContent?.data ?? {};
}

/** The counts as the schema names them. */
function counts(wire: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(METRICS.map(({ metric, wire: name }) => [metric, wire[name] ?? null]));
}

describe('the tools that every gateway has', () => {
  test('are told with what they do and take, and as reading only', async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'find_apps',
      'top_apps',
      'what_changed',
      'app_history',
      'organization_history',
    ]);
    for (const { annotations, description, inputSchema } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
      expect(description).toMatch(/^[A-Z].*\.$/s);
      for (const property of Object.values(inputSchema.properties ?? {})) {
        expect(property).toMatchObject({ description: expect.stringMatching(/\S/) });
      }
    }
    expect(agent.client.getInstructions()).toContain('UTC+8');
  });

  test('top apps: by a count, the greatest first, with totals over all', async () => {
    const apps = appsOf(TO);
    const { appUsage } = await dataOf('top_apps', { by: 'FORM_COOP', date: TO, first: 3 });
    const most = apps.map(({ metrics }) => metrics.form_coop ?? 0).toSorted((a, b) => b - a);
    expect(appUsage).toMatchObject({
      date: TO,
      totalCount: apps.length,
      totals: { formCoop: most.reduce((sum, count) => sum + count, 0) },
      nodes: most.slice(0, 3).map((formCoop) => ({ metrics: { formCoop } })),
    });
  });

  test('what changed: the apps between two days, the greatest change first', async () => {
    const [before, after] = [FROM, TO].map((day) => new Map(appsOf(day).map((app) => [app.app_id, app])));
    const recordsOf = (id: string, day = after) => day?.get(id)?.metrics.data ?? 0;
    const grown = [...(after?.keys() ?? [])]
      .map((id) => ({ app: { appId: id }, changes: { data: recordsOf(id) - recordsOf(id, before) } }))
      .toSorted((a, b) => b.changes.data - a.changes.data);
    expect(grown[0]?.changes.data).toBeGreaterThan(0);
    const { appUsageChanges } = await dataOf('what_changed', { from: FROM, to: TO, first: 1 });
    expect(appUsageChanges).toMatchObject({ from: FROM, to: TO, nodes: grown.slice(0, 1) });
  });

  test('history of an app that is found by its name: each day, waited for', async () => {
    const wanted = appsOf(TO)[7];
    const found = await dataOf('find_apps', { nameContains: wanted?.app_name.toUpperCase(), date: TO });
    expect(found).toMatchObject({
      appUsage: { nodes: expect.arrayContaining([expect.objectContaining({ appId: wanted?.app_id })]) },
    });
    const { app } = await dataOf('app_history', { appId: wanted?.app_id, from: '2026-11-18', to: TO });
    const periods = ['2026-11-18', '2026-11-19', TO].map((day) => ({
      from: day,
      to: day,
      metrics: counts(appsOf(day).find(({ app_id }) => app_id === wanted?.app_id)?.metrics ?? {}),
    }));
    expect(app).toMatchObject({ name: wanted?.app_name, series: { missingDates: [], periods } });
  });

  test('how the organization is doing: week by week, with what changed since the week before', async () => {
    const given = { from: '2026-11-09', to: '2026-11-22', interval: 'WEEK' };
    const { organizationSeries, gateway } = await dataOf('organization_history', given);
    const [first, second] = ['2026-11-15', '2026-11-22'].map((day) =>
      organization.overview(statisticsDay(day)),
    );
    expect(organizationSeries).toMatchObject({
      missingDates: [],
      periods: [
        { from: '2026-11-09', to: '2026-11-15', metrics: { data: first?.data } },
        {
          from: '2026-11-16',
          to: '2026-11-22',
          metrics: { data: second?.data },
          change: { data: (second?.data ?? 0) - (first?.data ?? 0) },
        },
      ],
    });
    expect(gateway).toMatchObject({ latestDate: '2026-11-23' });
  });
});

import { describe, expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const DAY = '2026-11-20';
const { start } = gatewayPerTest();
const apps = createOrganization({ apps: 240 }).apps(statisticsDay(DAY));

const ORDERED = `query ($date: Date, $appIds: [ID!], $first: Int, $after: String, $last: Int, $before: String, $filter: AppUsageFilter, $orderBy: AppUsageOrder) {
  appUsage(date: $date, appIds: $appIds, first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    nodes { appId appName metrics { data } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    missingAppIds
    totalCount
  }
}`;

/** The organization's apps as the default answer should order them by records. */
const byData = [...apps].sort(
  (a, b) => (b.metrics.data ?? 0) - (a.metrics.data ?? 0) || (a.app_id < b.app_id ? -1 : 1),
);
const idsOf = (rows: readonly { app_id: string }[]) => rows.map(({ app_id }) => app_id);

describe('a whole day', () => {
  test('is completed once, in pages of a hundred, and then ordered and cut without a call', async () => {
    const { query, upstreamRequests } = await start();
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data, errors } = await query(ORDERED, {
        date: DAY,
        first: 70,
        after,
        orderBy: { by: 'DATA' },
      });
      expect(errors).toBeUndefined();
      expect(data.appUsage.totalCount).toBe(240);
      seen.push(...data.appUsage.nodes.map((node) => node?.appId ?? ''));
      after = data.appUsage.pageInfo.endCursor;
      more = data.appUsage.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(idsOf(byData));
    expect(upstreamRequests()).toHaveLength(3);
  });

  test('is paged backwards in the same order', async () => {
    const { query } = await start();
    const end = await query(ORDERED, { date: DAY, last: 10, orderBy: { by: 'DATA' } });
    expect(end.data.appUsage.nodes.map((node) => node?.appId)).toEqual(idsOf(byData.slice(-10)));
    expect(end.data.appUsage.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = await query(ORDERED, {
      date: DAY,
      last: 10,
      before: end.data.appUsage.pageInfo.startCursor,
      orderBy: { by: 'DATA' },
    });
    expect(before.data.appUsage.nodes.map((node) => node?.appId)).toEqual(idsOf(byData.slice(-20, -10)));
  });

  test('is filtered by name, creator, instants and bounds of counts', async () => {
    const { query } = await start();
    const creator = apps[3]?.creator?.member_id ?? '';
    const cases: readonly [object, (app: (typeof apps)[number]) => boolean][] = [
      [{ nameContains: 'CRM' }, ({ app_name }) => app_name.toLowerCase().includes('crm')],
      [{ creatorIds: [creator] }, (app) => app.creator?.member_id === creator],
      [
        { lastVisitBefore: '2026-11-19T00:00:00+08:00' },
        ({ last_visit_at }) => !last_visit_at || last_visit_at < '2026-11-19',
      ],
      [
        { createdAfter: '2023-01-01T00:00:00+08:00', metrics: [{ metric: 'DATA', min: 1000, max: 50_000 }] },
        ({ created_at, metrics }) =>
          (created_at ?? '') >= '2023-01-01' && (metrics.data ?? 0) >= 1000 && (metrics.data ?? 0) <= 50_000,
      ],
    ];
    for (const [filter, lets] of cases) {
      const { data, errors } = await query(ORDERED, { date: DAY, first: 100, filter });
      expect(errors).toBeUndefined();
      const expected = idsOf(apps.filter(lets));
      expect(expected.length).toBeGreaterThan(0);
      expect(data.appUsage.nodes.map((node) => node?.appId)).toEqual(expected.slice(0, 100));
      expect(data.appUsage.totalCount).toBe(expected.length);
    }
  });

  test('of asked ids is only those ids, in the asked order or the one asked for', async () => {
    const { query, upstreamRequests } = await start({ organization: { apps: 1200 } });
    const appIds = [apps[5], apps[2], apps[9]].map((app) => app?.app_id ?? '');
    const filtered = await query(ORDERED, {
      date: DAY,
      appIds: [...appIds, 'unknown'],
      filter: { metrics: [{ metric: 'DATA', min: 0 }] },
    });
    expect(filtered.data.appUsage.nodes.map((node) => node?.appId)).toEqual(appIds);
    expect(filtered.data.appUsage.missingAppIds).toEqual(['unknown']);
    const ordered = await query(ORDERED, { date: DAY, appIds, orderBy: { by: 'DATA', direction: 'ASC' } });
    expect(ordered.data.appUsage.nodes.map((node) => node?.appId)).toEqual(
      idsOf(byData.filter(({ app_id }) => appIds.includes(app_id)).reverse()),
    );
    expect(upstreamRequests()).toHaveLength(1);
  });

  test('is summed over everything that the filter lets through, whatever the page', async () => {
    const { query, upstreamRequests } = await start();
    const { data } = await query(
      '{ appUsage(date: "2026-11-20", first: 1) { nodes { appId } totalCount totals { app data } } }',
    );
    const sum = apps.reduce((total, { metrics }) => total + (metrics.data ?? 0), 0);
    expect(data.appUsage.totals).toEqual({ app: 240, data: sum });
    expect(data.appUsage.totalCount).toBe(240);
    expect(upstreamRequests()).toHaveLength(3);
  });

  test('has no total count while it is not complete, and one for nothing once it is', async () => {
    const { query, upstreamRequests } = await start();
    const COUNT = '{ appUsage(date: "2026-11-20", first: 1) { totalCount } }';
    expect((await query(COUNT)).data.appUsage.totalCount).toBeNull();
    expect(upstreamRequests()).toHaveLength(1);
    await query('{ appUsage(date: "2026-11-20") { totals { data } } }');
    expect((await query(COUNT)).data.appUsage.totalCount).toBe(240);
    expect(upstreamRequests()).toHaveLength(3);
  });

  test('that costs too much is told before the first call, and the page comes all the same', async () => {
    const { query } = await start({ organization: { apps: 1200 }, limits: { maxCallsPerOperation: 3 } });
    await query('{ appUsage(date: "2026-11-19", last: 1) { date } }');
    const { data, errors } = await query(
      '{ appUsage(date: "2026-11-20", first: 1) { nodes { appId } totals { data } } }',
    );
    expect(data.appUsage.totals).toBeNull();
    expect(errors?.map(({ path }) => path)).toContainEqual(['appUsage', 'totals']);
  });

  test('is read from its end', async () => {
    const { query } = await start();
    const end = await query(ORDERED, { date: DAY, last: 5 });
    expect(end.data.appUsage.nodes.map((node) => node?.appId)).toEqual(idsOf(apps.slice(-5)));
    const before = await query(ORDERED, {
      date: DAY,
      last: 5,
      before: end.data.appUsage.pageInfo.startCursor,
    });
    expect(before.data.appUsage.nodes.map((node) => node?.appId)).toEqual(idsOf(apps.slice(-10, -5)));
  });

  test('refuses a cursor whose value cannot be of its order', async () => {
    const { query } = await start();
    const place = `r:${DAY}:${JSON.stringify(['data desc', 'abc', 'app'])}`;
    const after = Buffer.from(place).toString('base64url');
    const { errors } = await query(ORDERED, { after, orderBy: { by: 'DATA' } });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test.each([
    ['a cursor of another order', { orderBy: { by: 'NAME' } }, 'another order'],
    [
      'bounds that let nothing through',
      { filter: { metrics: [{ metric: 'DATA', min: 5, max: 4 }] } },
      'above',
    ],
    ['an instant without an offset', { filter: { createdAfter: '2026-01-01T00:00:00' } }, 'RFC 3339'],
  ])('refuses %s', async (_what, variables, words) => {
    const { query } = await start();
    const page = await query(ORDERED, { date: DAY, first: 1, orderBy: { by: 'DATA' } });
    const { errors } = await query(ORDERED, {
      after: page.data.appUsage.pageInfo.endCursor,
      orderBy: { by: 'DATA' },
      ...variables,
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(words);
  });
});

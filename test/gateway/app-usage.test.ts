import { expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { BIG_DATA_COUNT } from '../../src/sandbox/organization.ts';
import { gatewayPerTest, type TestGateway } from '../support/gateway.ts';

const { start, current } = gatewayPerTest();

const DAY = statisticsDay('2026-11-20');
const PAGE = `query ($date: Date, $appIds: [ID!], $first: Int, $after: String, $last: Int, $before: String) {
  appUsage(date: $date, appIds: $appIds, first: $first, after: $after, last: $last, before: $before) {
    date
    edges { cursor node { appId appName metrics { app data } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    missingAppIds
  }
}`;

function idsOf(answer: Awaited<ReturnType<TestGateway['query']>>): (string | undefined)[] {
  return answer.data.appUsage.edges.map((edge) => edge?.node.appId);
}

function appIds(count: number): string[] {
  return current()
    .sandbox.organization.apps(DAY)
    .map(({ app_id }) => app_id)
    .slice(0, count);
}

test('a walk over all apps by 40 sees each once, in the upstream order, in one call per hundred', async () => {
  const { query, upstreamRequests } = await start();
  const seen: (string | undefined)[] = [];
  let after: string | null = null;
  do {
    const answer = await query(PAGE, { date: DAY, first: 40, after });
    expect(answer.errors).toBeUndefined();
    seen.push(...idsOf(answer));
    after = answer.data.appUsage.pageInfo.hasNextPage ? answer.data.appUsage.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(appIds(240));
  expect(upstreamRequests().map(({ body }) => body)).toEqual(
    [0, 100, 200].map((skip) => ({ date: DAY, skip, limit: 100 })),
  );
});

test('pages are walked backwards with last and before to the same rows', async () => {
  const { query } = await start();
  const third = await query(PAGE, { date: DAY, first: 30, after: null });
  const before = third.data.appUsage.pageInfo.endCursor;
  const answer = await query(PAGE, { date: DAY, last: 10, before });
  expect(idsOf(answer)).toEqual(appIds(30).slice(19, 29));
  expect(answer.data.appUsage.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  const start_ = await query(PAGE, { date: DAY, last: 10, before: third.data.appUsage.pageInfo.startCursor });
  expect(start_.data.appUsage).toMatchObject({
    edges: [],
    pageInfo: { startCursor: null, endCursor: null, hasPreviousPage: false },
  });
});

test('a page across a hundred is cut from two upstream pages', async () => {
  const { query } = await start();
  const first = await query(PAGE, { date: DAY, first: 95 });
  const answer = await query(PAGE, { date: DAY, first: 10, after: first.data.appUsage.pageInfo.endCursor });
  expect(idsOf(answer)).toEqual(appIds(105).slice(95));
});

test('asked ids come in the asked order, each once, and unknown ones are listed as missing', async () => {
  const { query } = await start();
  const [a = '', b = '', c = ''] = appIds(3);
  const answer = await query(PAGE, { date: DAY, appIds: [c, 'unknown', a, c, b] });
  expect(idsOf(answer)).toEqual([c, a, b]);
  expect(answer.data.appUsage.missingAppIds).toEqual(['unknown']);
});

test('only the ids of the asked page are looked up', async () => {
  const { query, upstreamRequests } = await start();
  const ids = appIds(240);
  const answer = await query(PAGE, { date: DAY, appIds: ids, first: 7 });
  expect(idsOf(answer)).toEqual(ids.slice(0, 7));
  expect(answer.data.appUsage.pageInfo.hasNextPage).toBe(true);
  expect(upstreamRequests()).toHaveLength(1);
  const next = await query(PAGE, {
    date: DAY,
    appIds: ids,
    first: 5,
    after: answer.data.appUsage.pageInfo.endCursor,
  });
  expect(idsOf(next)).toEqual(ids.slice(7, 12));
  const last = await query(PAGE, { date: DAY, appIds: ids, last: 3 });
  expect(idsOf(last)).toEqual(ids.slice(-3));
});

test('a page of only unknown ids still has a cursor to go on with', async () => {
  const { query } = await start();
  const [known = ''] = appIds(1);
  const empty = await query(PAGE, { date: DAY, appIds: ['x', 'y', known], first: 2 });
  expect(empty.data.appUsage).toMatchObject({ edges: [], missingAppIds: ['x', 'y'] });
  const next = await query(PAGE, {
    date: DAY,
    appIds: ['x', 'y', known],
    after: empty.data.appUsage.pageInfo.endCursor,
  });
  expect(idsOf(next)).toEqual([known]);
});

test('at 20:00 UTC the default day is that same UTC date, since UTC+8 is a day ahead', async () => {
  const { query } = await start();
  const answer = await query('{ appUsage(first: 1) { date } gateway { earliestDate latestDate } }');
  expect(answer.data.appUsage.date).toBe('2026-11-23');
  expect(answer.data.gateway).toEqual({ earliestDate: '2026-05-28', latestDate: '2026-11-23' });
});

test('a cursor keeps its day when midnight passes', async () => {
  let nowMs = Date.parse('2026-11-23T15:59:00Z');
  const { query } = await start({ now: () => nowMs });
  const before = await query(PAGE, { first: 2 });
  expect(before.data.appUsage.date).toBe('2026-11-22');
  nowMs += 120_000;
  const after = await query(PAGE, { first: 2, after: before.data.appUsage.pageInfo.endCursor });
  expect(after.data.appUsage.date).toBe('2026-11-22');
  expect(idsOf(after)).toEqual(appIds(4).slice(2));
});

test('counts beyond 32 bits arrive intact', async () => {
  const { query } = await start();
  const answer = await query(PAGE, { date: DAY, first: 1 });
  expect(answer.data.appUsage.edges[0]?.node.metrics).toEqual({ app: 1, data: BIG_DATA_COUNT });
});

test('metrics that are all zero are shown as not collected, and a missing one as unknown', async () => {
  const { query, sandbox } = await start();
  const zeros = { app: 0, form_coop: 0, data: 0 };
  sandbox.faults.next(1, { kind: 'rows', change: (item) => ({ ...item, metrics: zeros }) });
  const none = await query(PAGE, { date: '2026-11-01', first: 1 });
  expect(none.data.appUsage.edges[0]?.node.metrics).toBeNull();
  sandbox.faults.next(1, { kind: 'rows', change: (item) => ({ ...item, metrics: { app: 1 } }) });
  const partial = await query(PAGE, { date: '2026-11-02', first: 1 });
  expect(partial.data.appUsage.edges[0]?.node.metrics).toEqual({ app: 1, data: null });
});

test('a second run of a query about settled days costs no upstream call', async () => {
  const { query, upstreamRequests } = await start();
  const first = await query(PAGE, { date: DAY, appIds: appIds(25) });
  const again = await query(PAGE, { date: DAY, appIds: appIds(25) });
  expect(again.data).toEqual(first.data);
  expect(again.upstream?.calls).toBe(0);
  expect(upstreamRequests()).toHaveLength(first.upstream?.calls ?? -1);
});

test('apps, usages and members are fetched again by their global ids', async () => {
  const { query } = await start();
  const [appId] = appIds(1);
  const answer = await query(
    'query ($appId: ID!, $date: Date) { app(appId: $appId) { id name usage(date: $date) { id creator { id name } } } }',
    { appId, date: DAY },
  );
  const { app } = answer.data;
  const ids = [app?.id, app?.usage?.id, app?.usage?.creator.id];
  const again = await query(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on AppUsage { date appId } } }',
    { ids },
  );
  expect(again.errors).toBeUndefined();
  expect(again.data.nodes).toMatchObject([
    { __typename: 'App', id: ids[0] },
    { __typename: 'AppUsage', id: ids[1], date: DAY, appId },
    { __typename: 'Member', id: ids[2] },
  ]);
  const unknown = await query('{ app(appId: "unknown") { id } }');
  expect(unknown.data.app).toBeNull();
});

import { expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const { start, current } = gatewayPerTest();

const DAY = statisticsDay('2026-11-20');
const BY_ID = `query ($appIds: [ID!], $first: Int = 100, $date: Date = "${DAY}") {
  appUsage(date: $date, appIds: $appIds, first: $first) { nodes { appId } missingAppIds }
}`;

function appIds(count: number, from = 0): string[] {
  return current()
    .sandbox.organization.apps(DAY)
    .map(({ app_id }) => app_id)
    .slice(from, from + count);
}

test('ten clients who ask for one app each make one call', async () => {
  const { query, upstreamRequests } = await start({ intervalMs: 1000, organization: { apps: 1200 } });
  // Ten connections are open, and the slot before is just spent: all ten requests arrive before the next one.
  await Promise.all(appIds(10).map(() => query('{ __typename }')));
  await query(BY_ID, { appIds: appIds(1), date: '2026-11-19' });
  const before = upstreamRequests().length;
  const answers = await Promise.all(appIds(10).map((appId) => query(BY_ID, { appIds: [appId] })));
  expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
  expect(upstreamRequests().length - before).toBe(1);
});

test('an organization that fits one page answers any ids of a day with one call', async () => {
  const { query, upstreamRequests } = await start({ organization: { apps: 80 } });
  const answer = await query(BY_ID, {
    appIds: [...appIds(80), ...Array.from({ length: 20 }, (_, i) => `no${i}`)],
  });
  expect(answer.data.appUsage.nodes).toHaveLength(80);
  expect(upstreamRequests()).toHaveLength(1);
});

test('the same ids asked by many at once are looked up once', async () => {
  const { query, upstreamRequests } = await start({ organization: { apps: 1200 } });
  await Promise.all(Array.from({ length: 5 }, () => query(BY_ID, { appIds: appIds(35) })));
  expect(upstreamRequests()).toHaveLength(4);
});

test('one app asked behind a pending hundred is answered within two slots', async () => {
  const { query, upstreamRequests } = await start({ intervalMs: 100, organization: { apps: 1200 } });
  const many = query(BY_ID, { appIds: appIds(100) });
  while (upstreamRequests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = upstreamRequests().length;
  const other = await query(BY_ID, { appIds: appIds(1, 500), date: '2026-11-10' });
  expect(other.data.appUsage.nodes).toHaveLength(1);
  expect(upstreamRequests().length - before).toBeLessThanOrEqual(2);
  await many;
});

test('an app that nobody knows is answered within two slots while a thousand ids of its day are listed', async () => {
  const { query, upstreamRequests } = await start({ intervalMs: 100, organization: { apps: 1000 } });
  // A day before tells how long the list is.
  await query('{ appUsage(date: "2026-11-19") { totals { data } } }');
  const start_ = upstreamRequests().length;
  const many = query('{ appUsage(date: "2026-11-20", filter: {nameContains: "a"}) { totalCount } }');
  while (upstreamRequests().length === start_) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = upstreamRequests().length;
  const other = await query(BY_ID, { appIds: ['unknown'], date: '2026-11-20' });
  expect(other.data.appUsage.missingAppIds).toEqual(['unknown']);
  expect(upstreamRequests().length - before).toBeLessThanOrEqual(2);
  expect((await many).errors).toBeUndefined();
});

test('the wants of a client that leaves vanish, and no slot is spent for it', async () => {
  const { query, upstreamRequests } = await start({ intervalMs: 100, organization: { apps: 1200 } });
  const leaving = new AbortController();
  const left = query(BY_ID, { appIds: appIds(100) }, { signal: leaving.signal }).catch(() => 'left');
  while (upstreamRequests().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  leaving.abort();
  expect(await left).toBe('left');
  const state = '{ gateway { slots { waiting } } }';
  while ((await query(state)).data.gateway.slots.waiting > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const spent = upstreamRequests().length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(upstreamRequests()).toHaveLength(spent);
  expect(spent).toBeLessThan(10);
});

test('starts keep their distance at the upstream, and the sandbox refuses none of them', async () => {
  const { query, upstreamRequests } = await start({ intervalMs: 50, organization: { apps: 1200 } });
  await query(BY_ID, { appIds: appIds(100) });
  const requests = upstreamRequests();
  expect(requests).toHaveLength(10);
  expect(requests.every(({ admitted }) => admitted)).toBe(true);
});

test('an operation that costs more than allowed is refused before its first call, with the estimate', async () => {
  const { query, upstreamRequests } = await start({
    organization: { apps: 1200 },
    limits: { maxCallsPerOperation: 5 },
  });
  const answer = await query(BY_ID, { appIds: appIds(60) });
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'UPSTREAM_COST_EXCEEDED',
    estimatedCalls: 6,
    maxCalls: 5,
  });
  expect(upstreamRequests()).toHaveLength(0);
});

test('beyond the bound of the pool new operations are refused at once, and told when to come again', async () => {
  const { query } = await start({
    intervalMs: 100,
    organization: { apps: 1200 },
    limits: { maxPendingCalls: 10 },
  });
  const many = query(BY_ID, { appIds: appIds(100) });
  while ((await query('{ gateway { slots { waiting } } }')).data.gateway.slots.waiting < 8) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const refused = await query(BY_ID, { appIds: appIds(60, 200) });
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED', retryable: true });
  expect((await many).errors).toBeUndefined();
});

test('an operation that could not end in time is refused at once, with Retry-After when nothing came of it', async () => {
  const { query, upstreamRequests } = await start({
    intervalMs: 1000,
    organization: { apps: 1200 },
    limits: { requestTimeoutMs: 900 },
  });
  const refused = await query(BY_ID, { appIds: appIds(100) });
  expect(refused.errors?.[0]?.extensions).toMatchObject({
    code: 'OVERLOADED',
    retryAfterMs: expect.any(Number),
  });
  expect(upstreamRequests()).toHaveLength(0);
  const whole = await query(
    '{ a: appUsage(date: "2026-11-19") { date } b: appUsage(date: "2026-11-18") { date } }',
  );
  expect(whole.data).toEqual({ a: null, b: null });
  expect(Number(whole.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('every answer says what it cost', async () => {
  const { query } = await start();
  const answer = await query(BY_ID, { appIds: appIds(3) });
  expect(answer.upstream).toEqual({ calls: 1, waitMs: expect.any(Number) });
  expect((await query('{ __typename }')).upstream).toEqual({ calls: 0, waitMs: 0 });
});

/** Numbers that have expired, answered while Jodoo does not answer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { BIG_APP_ID, createOrganization } from '../../src/sandbox/organization.ts';
import { EVENING_UTC, gatewayPerTest, type TestGatewayOptions } from '../support/gateway.ts';

const { start } = gatewayPerTest();

const TTL_MS = 300_000;
const HOUR_MS = 3_600_000;
const DOWN = { kind: 'status', status: 502, body: '<html>bad gateway</html>' } as const;
/** The latest day. At EVENING_UTC it has not settled; two hours later it has. */
const DAY = '2026-11-23';
const LIST = '{ appUsage(first: 3) { date settled nodes { appId appName metrics { data } } } }';

async function startAndKnow(options: TestGatewayOptions = {}, ...queries: readonly string[]) {
  let nowMs = EVENING_UTC;
  const gateway = await start({ staleIfErrorMs: 24 * HOUR_MS, now: () => nowMs, ...options });
  const before = [];
  for (const query of queries) before.push(await gateway.query(query));
  return {
    ...gateway,
    before,
    ask: (query: string, cacheControl: string) =>
      gateway.query(
        query,
        {},
        {
          headers: { 'content-type': 'application/json', 'cache-control': cacheControl },
        },
      ),
    goDown(afterMs: number) {
      nowMs += afterMs;
      gateway.sandbox.faults.always(DOWN);
    },
    comeBack: () => gateway.sandbox.faults.clear(),
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

test.each([
  ['a stretch of a list', LIST, 'app'],
  [
    'a whole list in an order',
    '{ appUsage(first: 3, orderBy: { by: DATA }) { nodes { appId } totalCount } }',
    'app',
  ],
  ['totals', '{ appUsage(first: 1) { totals { data } } }', 'app'],
  ['groups', '{ appUsageGroups(by: CREATOR, first: 2) { nodes { key apps } } }', 'app'],
  [
    'changes',
    `{ appUsageChanges(from: "2026-11-20", to: "${DAY}", first: 2) { nodes { kind } totalCount } }`,
    'app',
  ],
  [
    'a history that waits',
    `{ app(appId: "${BIG_APP_ID}") { usageHistory(from: "2026-11-22", to: "${DAY}", wait: true) { nodes { date } missingDates } } }`,
    'app',
  ],
  [
    'totals of days that wait',
    `{ usageTotals(from: "${DAY}", to: "${DAY}", wait: true) { days { date apps } missingDates } }`,
    'app',
  ],
  ['members', '{ memberUsage(first: 2) { nodes { memberId metrics { data } } } }', 'member'],
  ['the organization', '{ organizationUsage { metrics { data } } }', 'organization'],
])(
  '%s of a day that has not settled is answered while Jodoo does not answer, and marked with its age',
  async (_what, query, list) => {
    const { before, query: ask, goDown, upstreamRequests } = await startAndKnow({}, query);
    expect(before[0]?.errors).toBeUndefined();
    expect(before[0]?.upstream).not.toHaveProperty('stale');
    goDown(TTL_MS + 60_000);
    const known = upstreamRequests().length;
    const answer = await ask(query);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual(before[0]?.data);
    expect(answer.upstream?.stale).toEqual([{ list, date: DAY, ageMs: TTL_MS + 60_000 }]);
    // It was asked for all the same.
    expect(upstreamRequests().length).toBeGreaterThan(known);
  },
);

test('numbers that are believed are not marked, and are answered without a call', async () => {
  const { query, goDown, upstreamRequests } = await startAndKnow({}, LIST);
  goDown(TTL_MS - 1000);
  const known = upstreamRequests().length;
  const { errors, upstream } = await query(LIST);
  expect([errors, upstream?.stale, upstreamRequests().length - known]).toEqual([undefined, undefined, 0]);
});

test('what not even expired numbers answer is asked for once, not once more for them', async () => {
  const { query, goDown, upstreamRequests } = await startAndKnow();
  goDown(0);
  const known = upstreamRequests().length;
  const { errors } = await query('{ appUsage(date: "2026-11-10", first: 3) { nodes { appId } } }');
  expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  // One call, and its two retries.
  expect(upstreamRequests().length - known).toBe(3);
});

test('asked ids: an expired row stands in, what was never known is an error at its place', async () => {
  const ORGANIZATION = { apps: 400 };
  const listed = createOrganization(ORGANIZATION).apps(statisticsDay(DAY));
  const [one, two, unknown] = [200, 250, 300].map((place) => listed[place]?.app_id);
  const byIds = (...ids: readonly (string | undefined)[]) =>
    `{ appUsage(appIds: ${JSON.stringify(ids)}, first: 100) { edges { node { appId } } missingAppIds } }`;
  const gateway = await startAndKnow({ organization: ORGANIZATION }, byIds(one, 'stranger'));
  gateway.pass(60_000);
  await gateway.query(byIds(two));
  gateway.goDown(TTL_MS + 1000);
  const answer = await gateway.query(byIds(one, two, 'stranger', unknown));
  expect(answer.data.appUsage.edges.map((edge) => edge?.node.appId)).toEqual([one, two, undefined]);
  expect(answer.data.appUsage.missingAppIds).toEqual(['stranger']);
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors?.[0]).toMatchObject({
    path: ['appUsage', 'edges', 2],
    extensions: { code: 'UPSTREAM_UNAVAILABLE' },
  });
  expect(answer.upstream?.stale).toEqual([{ list: 'app', date: DAY, ageMs: TTL_MS + 61_000 }]);
});

test('what was said before a day settled stands in after it has', async () => {
  const { before, query, goDown } = await startAndKnow({}, LIST);
  goDown(3 * HOUR_MS);
  const answer = await query(LIST);
  expect(answer.data).toEqual(before[0]?.data);
  expect(answer.upstream?.stale).toEqual([{ list: 'app', date: DAY, ageMs: 3 * HOUR_MS }]);
});

test('nothing of it is kept: once Jodoo answers, its numbers are told, without a mark', async () => {
  const { query, goDown, comeBack, upstreamRequests } = await startAndKnow({}, LIST);
  goDown(3 * HOUR_MS);
  expect((await query(LIST)).upstream?.stale).toHaveLength(1);
  comeBack();
  const known = upstreamRequests().length;
  const answer = await query(LIST);
  expect(answer.upstream).toMatchObject({ calls: 1 });
  expect(answer.upstream).not.toHaveProperty('stale');
  expect(answer.data.appUsage).toMatchObject({ settled: true });
  expect(upstreamRequests().length).toBe(known + 1);
});

test('with the circuit open stale numbers come at once, without a call', async () => {
  const { query, goDown, upstreamRequests } = await startAndKnow({ intervalMs: 1000 }, LIST);
  goDown(TTL_MS + 1000);
  // Six failures in a row: two operations of three attempts.
  await Promise.all([query(LIST), query('{ memberUsage(first: 1) { date } }')]);
  const known = upstreamRequests().length;
  expect(known).toBeGreaterThanOrEqual(6);
  const answer = await query(LIST);
  expect(answer.upstream).toMatchObject({ calls: 0, stale: [{ list: 'app', date: DAY }] });
  expect(upstreamRequests().length).toBe(known);
});

test('a request says by Cache-Control how stale numbers may be, or that they may not', async () => {
  const { ask, goDown } = await startAndKnow({}, LIST);
  goDown(TTL_MS + 60_000);
  for (const refused of ['stale-if-error=0', 'no-cache, stale-if-error=59']) {
    expect((await ask(LIST, refused)).errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  }
  expect((await ask(LIST, 'max-age=0, Stale-If-Error="61"')).upstream?.stale).toHaveLength(1);
});

test('where the operator allows none, only those who ask for stale numbers get them', async () => {
  const { ask, query, goDown } = await startAndKnow({ staleIfErrorMs: 0 }, LIST);
  goDown(TTL_MS + 60_000);
  expect((await query(LIST)).errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  expect((await ask(LIST, 'stale-if-error=600')).upstream?.stale).toHaveLength(1);
});

test('an answer of Jodoo, be it a refusal, is not replaced by old numbers', async () => {
  const { query, sandbox, pass } = await startAndKnow({}, LIST);
  pass(TTL_MS + 1000);
  sandbox.faults.always({ kind: 'code', code: 8301, msg: 'no' });
  expect((await query(LIST)).errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAUTHORIZED');
});

test('a start while Jodoo is down is ready for what is archived, expired or not', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'archive-'));
  const archive = () => openArchive({ url: `sqlite:${join(directory, 'usage.db')}`, origin: 'test' });
  try {
    const first = await startAndKnow({ archive: await archive() }, LIST);
    await first.close();
    // `start` waits until the gateway is ready.
    const later = EVENING_UTC + 3 * HOUR_MS;
    const { query, upstreamRequests } = await start({
      archive: await archive(),
      fault: DOWN,
      now: () => later,
      staleIfErrorMs: 24 * HOUR_MS,
    });
    expect(upstreamRequests().every(({ code }) => code === null)).toBe(true);
    const answer = await query(LIST);
    expect(answer.data).toEqual(first.before[0]?.data);
    expect(answer.upstream?.stale).toEqual([{ list: 'app', date: DAY, ageMs: 3 * HOUR_MS }]);
  } finally {
    await rm(directory, { recursive: true });
  }
});

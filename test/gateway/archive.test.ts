import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { eachDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { zeroMetrics } from '../../src/sandbox/common-faults.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';

/** 08:00 in UTC+8 on the 24th: the 23rd has settled. */
const MORNING = Date.parse('2026-11-24T00:00:00Z');
const DAYS_180_LATER = MORNING + 181 * 86_400_000;
const firstId = createOrganization().apps(statisticsDay('2026-11-20'))[0]?.app_id ?? '';

const directories: string[] = [];
const gateways: TestGateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

async function start(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({ now: () => MORNING, intervalMs: 5, ...options });
  gateways.push(gateway);
  return gateway;
}

/** Opens the same archive again each time, as restarts do. */
async function archiveFile() {
  const directory = await mkdtemp(join(tmpdir(), 'archive-'));
  directories.push(directory);
  return () => openArchive({ url: `sqlite:${join(directory, 'usage.db')}`, origin: 'test' });
}

function callsByEndpoint({ sandbox }: TestGateway): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { endpoint, admitted } of sandbox.requests) {
    const name = endpoint?.split('/').at(-1) ?? '';
    if (admitted) calls[name] = (calls[name] ?? 0) + 1;
  }
  return calls;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('the archive', () => {
  test('answers any query a second time without a call, after a restart too', async () => {
    const open = await archiveFile();
    const queries = [
      '{ appUsage(date: "2026-11-20", first: 50) { nodes { appId appName creator { name } createdAt metrics { data } } } }',
      `{ appUsage(date: "2026-11-19", appIds: ["${firstId}", "unknown"]) { nodes { appId } missingAppIds } }`,
      '{ appUsage(date: "2026-11-18", orderBy: {by: NAME}) { nodes { appName } totalCount totals { data } } }',
      `{ app(appId: "${firstId}") { name usage(date: "2026-11-17") { metrics { data } } } }`,
    ];
    const first = await start({ archive: await open() });
    const answers = [];
    for (const query of queries) answers.push((await first.query(query)).data);
    await first.close();
    gateways.length = 0;
    const second = await start({ archive: await open() });
    for (const [index, query] of queries.entries()) {
      const { data, upstream } = await second.query(query);
      expect(data).toEqual(answers[index]);
      expect(upstream?.calls).toBe(0);
    }
    expect(second.upstreamRequests()).toHaveLength(0);
  });

  test('answers days that the upstream does not have any more, and says so of those it has not', async () => {
    const open = await archiveFile();
    const first = await start({ archive: await open() });
    const QUERY = `{ appUsage(date: "2026-11-20", appIds: ["${firstId}"]) { nodes { metrics { data } } } }`;
    const answer = await first.query(QUERY);
    await first.close();
    gateways.length = 0;
    const later = await start({ archive: await open(), now: () => DAYS_180_LATER });
    expect((await later.query(QUERY)).data).toEqual(answer.data);
    expect((await later.query('{ gateway { earliestDate } }')).data.gateway.earliestDate).toBe('2026-11-20');
    const otherDay = await later.query('{ appUsage(date: "2026-11-19") { date } }');
    expect(otherDay.errors?.[0]?.extensions.code).toBe('DATE_OUT_OF_RANGE');
    const otherApp = await later.query(
      '{ appUsage(date: "2026-11-20", appIds: ["other"]) { edges { cursor } } }',
    );
    expect(otherApp.errors?.[0]?.extensions.code).toBe('DATE_OUT_OF_RANGE');
    expect(later.upstreamRequests().every(({ admitted }) => admitted)).toBe(true);
  });

  test('180 days of 240 apps and 30 members are collected in 900 calls, and the next start makes none', async () => {
    const open = await archiveFile();
    const first = await start({ archive: await open(), collect: true, intervalMs: 2 });
    const during = await first.query('{ gateway { archive { collecting { date daysTotal } } } }');
    expect(during.data.gateway.archive.collecting).toEqual({
      date: expect.stringMatching(/^2026-1/),
      daysTotal: 180,
    });
    const STATE = '{ gateway { archive { collecting { date } } } }';
    await until(async () => (await first.query(STATE)).data.gateway.archive.collecting === null);
    expect(callsByEndpoint(first)).toEqual({ overview: 180, app_metrics: 540, member_metrics: 180 });
    await first.close();
    gateways.length = 0;
    const second = await start({ archive: await open(), collect: true, intervalMs: 2 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(second.sandbox.requests).toHaveLength(0);
    const { data } = await second.query(
      '{ gateway { archive { firstDate lastDate completeDays rows collecting { date } } } }',
    );
    expect(data.gateway.archive).toEqual({
      firstDate: '2026-05-28',
      lastDate: '2026-11-23',
      completeDays: 180,
      rows: 180 * (240 + 30 + 1),
      collecting: null,
    });
  });
});

describe('the collector', () => {
  test('fetches nothing while the archive files what was fetched without it, and goes on then', async () => {
    let catchesUp = true;
    const gateway = await start({
      collect: true,
      archiveCatchesUp: () => catchesUp,
      organization: { apps: 5 },
    });
    const { data } = await gateway.query('{ appUsage(date: "2026-11-20") { totalCount } }');
    expect(data.appUsage.totalCount).toBe(5);
    expect(Object.keys(callsByEndpoint(gateway))).toEqual(['app_metrics']);
    catchesUp = false;
    await until(async () => 'member_metrics' in callsByEndpoint(gateway));
  });

  test('collects the latest day once it settles', async () => {
    const settles = Date.parse('2026-11-24T06:00:00+08:00');
    const startedMs = performance.now();
    const gateway = await start({
      now: () => settles - 2_000 + (performance.now() - startedMs),
      collect: true,
      intervalMs: 2,
      organization: { apps: 5 },
    });
    const archive = async () =>
      (await gateway.query('{ gateway { archive { completeDays } } }')).data.gateway.archive;
    await until(async () => (await archive()).completeDays === 180);
    expect(performance.now() - startedMs).toBeGreaterThan(2_000);
  });

  test('takes no more days from one question than the queue holds, and the others when they are asked for again', async () => {
    const gateway = await start({ maxQueuedCalls: 9 });
    // The list is three pages long, as one complete day tells.
    await gateway.query('{ appUsage(date: "2026-11-22") { totals { data } } }');
    const TOTALS = '{ usageTotals(from: "2026-06-01", to: "2026-11-20") { missingDates } }';
    const STATE = '{ gateway { archive { completeDays collecting { date daysTotal } } } }';
    const state = async () => (await gateway.query(STATE)).data.gateway.archive;
    await gateway.query(TOTALS);
    await until(async () => (await state()).collecting === null);
    expect((await state()).completeDays).toBe(1 + 3);
    await gateway.query(TOTALS);
    await until(async () => (await state()).collecting === null);
    expect((await state()).completeDays).toBe(1 + 6);
  });

  test('collects for a caller who comes later before the queue of another one is done, however full it is', async () => {
    const [anna, ben] = ['a-right-token-of-anna', 'b-right-token-of-ben'];
    const gateway = await start({
      organization: { apps: 5 },
      intervalMs: 50,
      maxQueuedCalls: 20,
      tokens: [
        { name: 'anna', token: anna },
        { name: 'ben', token: ben },
      ],
    });
    const ask = (token: string, query: string) =>
      gateway.query(
        query,
        {},
        {
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        },
      );
    const totals = (from: string, to: string) =>
      `{ usageTotals(from: "${from}", to: "${to}") { missingDates } }`;
    await ask(anna, totals('2026-08-01', '2026-10-31'));
    const wanted = totals('2026-06-01', '2026-06-03');
    await ask(ben, wanted);
    const isOfApps = ({ endpoint }: { endpoint: string | null }) => endpoint?.endsWith('/app_metrics');
    const before = gateway.upstreamRequests().filter(isOfApps).length;
    await until(async () => (await ask(ben, wanted)).data.usageTotals.missingDates.length === 0);
    const days = gateway.upstreamRequests().filter(isOfApps).length - before;
    // Each of three days waits for one of the other caller, not for nineteen.
    expect(days).toBeLessThanOrEqual(8);
    // And none of its own is lost to the other one: what was dropped is queued when it is asked for again.
    const { missingDates } = (await ask(anna, totals('2026-08-01', '2026-10-31'))).data.usageTotals;
    expect(missingDates.length).toBeGreaterThan(0);
  });

  test.each([
    { apps: 240, collect: true, calls: 180 * 3 },
    { apps: 1_200, collect: true, calls: 180 * 12 },
    { apps: 240, collect: false, calls: 30 * 3 },
    { apps: 1_200, collect: false, calls: 30 * 12 },
  ])(
    'expects what it takes within a fifth: $apps apps, everything: $collect',
    async ({ apps, collect, calls }) => {
      const intervalMs = 20;
      const gateway = await start({ collect, intervalMs, organization: { apps } });
      const isOfApps = ({ endpoint }: { endpoint: string | null }) => endpoint?.endsWith('/app_metrics');
      const before = gateway.sandbox.requests.filter(isOfApps).length;
      const [first] = gateway.sandbox.organization.apps(statisticsDay('2026-11-20'));
      if (!collect) {
        const history = 'usageHistory(from: "2026-10-20", to: "2026-11-18") { missingDates }';
        await gateway.query(`{ app(appId: "${first?.app_id}") { ${history} } }`);
      }
      const made = () => gateway.sandbox.requests.filter(isOfApps).length - (collect ? 0 : before);
      await until(async () => made() >= 4);
      const least = calls - made();
      const STATE = '{ gateway { archive { collecting { daysDone daysTotal expectedMs } } } }';
      const { collecting } = (await gateway.query(STATE)).data.gateway.archive;
      const most = calls - made();
      expect(collecting?.daysTotal).toBe(collect ? 180 : 30);
      const expectedCalls = (collecting?.expectedMs ?? 0) / intervalMs;
      expect(expectedCalls).toBeGreaterThan(0.8 * Math.min(least, most));
      expect(expectedCalls).toBeLessThan(1.2 * Math.max(least, most));
    },
  );

  test('does not try every day with a key that is not accepted', async () => {
    const gateway = await start({ intervalMs: 5 });
    gateway.sandbox.faults.always({ kind: 'code', code: 8301, msg: 'authorization failed' });
    await gateway.query('{ usageTotals(from: "2026-09-01", to: "2026-11-20") { missingDates } }');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(gateway.upstreamRequests().length).toBeLessThanOrEqual(2);
  });

  test('asks once about days of which nothing was collected, and leaves them alone', async () => {
    const gateway = await start({ collect: true, intervalMs: 2 });
    const days = eachDay({ from: statisticsDay('2026-05-28'), to: statisticsDay('2026-11-19') });
    gateway.sandbox.faults.always(zeroMetrics(days));
    const STATE = '{ gateway { archive { completeDays collecting { date } } } }';
    const state = async () => (await gateway.query(STATE)).data.gateway.archive;
    await until(async () => (await state()).completeDays === 4 && (await state()).collecting === null);
    const calls = callsByEndpoint(gateway);
    expect(calls).toEqual({ overview: 180, app_metrics: 4 * 3 + 176, member_metrics: 180 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(callsByEndpoint(gateway)).toEqual(calls);
  });
});

describe('history', () => {
  const HISTORY = `query ($from: Date!, $to: Date!, $first: Int, $after: String, $last: Int, $before: String) {
    app(appId: "${firstId}") {
      usageHistory(from: $from, to: $to, first: $first, after: $after, last: $last, before: $before) {
        nodes { date metrics { data } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        missingDates
      }
    }
  }`;

  test('answers what is archived at once, and finds the rest when it is asked again', async () => {
    const { query } = await start();
    const range = { from: '2026-11-15', to: '2026-11-20' };
    const before = await query(HISTORY, range);
    expect(before.errors).toBeUndefined();
    expect(before.data.app?.usageHistory.missingDates).toHaveLength(6);
    await until(async () => (await query(HISTORY, range)).data.app?.usageHistory.missingDates.length === 0);
    const after = await query(HISTORY, range);
    expect(after.upstream?.calls).toBe(0);
    expect(after.data.app?.usageHistory.nodes.map(({ date }) => date)).toEqual([
      '2026-11-15',
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
    ]);
  });

  test('is paged by day both ways', async () => {
    const { query } = await start();
    const range = { from: '2026-11-15', to: '2026-11-20' };
    await until(async () => (await query(HISTORY, range)).data.app?.usageHistory.missingDates.length === 0);
    const first = (await query(HISTORY, { ...range, first: 2 })).data.app?.usageHistory;
    expect(first?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const next = (await query(HISTORY, { ...range, first: 4, after: first?.pageInfo.endCursor })).data.app
      ?.usageHistory;
    expect(next?.nodes.map(({ date }) => date)).toEqual([
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
    ]);
    expect(next?.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const last = (await query(HISTORY, { ...range, last: 2 })).data.app?.usageHistory;
    expect(last?.nodes.map(({ date }) => date)).toEqual(['2026-11-19', '2026-11-20']);
  });

  test('of the organization sums complete days and queues the others', async () => {
    const { query } = await start();
    const TOTALS =
      '{ usageTotals(from: "2026-11-18", to: "2026-11-20") { days { date apps metrics { app data } } missingDates } }';
    expect((await query(TOTALS)).data.usageTotals).toEqual({
      days: [],
      missingDates: ['2026-11-18', '2026-11-19', '2026-11-20'],
    });
    await until(async () => (await query(TOTALS)).data.usageTotals.missingDates.length === 0);
    const { data } = await query(TOTALS);
    const expected = createOrganization()
      .apps(statisticsDay('2026-11-19'))
      .reduce((sum, { metrics }) => sum + (metrics.data ?? 0), 0);
    expect(data.usageTotals.days[1]).toEqual({
      date: '2026-11-19',
      apps: 240,
      metrics: { app: 240, data: expected },
    });
  });

  test.each([
    ['from after to', 'from: "2026-11-20", to: "2026-11-19"', 'BAD_USER_INPUT'],
    ['today', 'from: "2026-11-20", to: "2026-11-24"', 'DATE_OUT_OF_RANGE'],
    ['a century', 'from: "1926-11-20", to: "2026-11-20"', 'BAD_USER_INPUT'],
  ])('refuses a range of %s', async (_what, range, code) => {
    const { query, upstreamRequests } = await start();
    const { errors } = await query(`{ usageTotals(${range}) { missingDates } }`);
    expect(errors?.[0]?.extensions.code).toBe(code);
    expect(upstreamRequests()).toHaveLength(0);
  });
});

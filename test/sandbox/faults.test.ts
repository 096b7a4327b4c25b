import { expect, test } from 'vitest';
import { z } from 'zod';
import { appMetricsResponse, ENDPOINTS } from '../../src/jodoo/contract.ts';
import {
  FORBIDDEN,
  MALFORMED_JSON,
  missingMetric,
  REFUSALS,
  REFUSED,
  type RefusalName,
  refusal,
  WRONG_SHAPE,
  zeroMetrics,
} from '../../src/sandbox/common-faults.ts';
import { htmlPage } from '../../src/sandbox/wire-faults.ts';
import { APPS, list, MEMBERS, OVERVIEW, post, sandboxPerTest } from './open-sandbox.ts';

const open = sandboxPerTest();

test('planned faults meet as many requests as planned, in order, and then it works again', async () => {
  const sandbox = await open();
  sandbox.faults.next(2, REFUSED);
  sandbox.faults.next(1, FORBIDDEN);
  for (const code of [8303, 8303, 8302]) {
    expect(await post(sandbox)).toMatchObject({
      status: 400,
      text: expect.stringContaining(`"code":${code}`),
    });
  }
  expect((await post(sandbox)).status).toBe(200);
  expect(sandbox.requests.map(({ code }) => code)).toEqual([8303, 8303, 8302, 0]);
});

test('a standing fault meets every request until it is cleared', async () => {
  const sandbox = await open();
  sandbox.faults.always(REFUSED);
  for (let call = 0; call < 3; call += 1) expect((await post(sandbox)).status).toBe(400);
  sandbox.faults.clear();
  expect((await post(sandbox)).status).toBe(200);
});

test('a planned fault goes before a standing one', async () => {
  const sandbox = await open();
  sandbox.faults.always(REFUSED);
  sandbox.faults.next(1, htmlPage(502));
  expect((await post(sandbox)).status).toBe(502);
  expect((await post(sandbox)).status).toBe(400);
});

test('a request that the rate limit refuses uses up no planned fault', async () => {
  let atMs = 0;
  const sandbox = await open({ intervalMs: 1000, monotonic: () => atMs });
  expect((await post(sandbox)).status).toBe(200);
  sandbox.faults.next(1, htmlPage(503));
  expect((await post(sandbox)).status).toBe(400);
  atMs = 1000;
  expect((await post(sandbox)).status).toBe(503);
});

test('a proxy answers 5xx in HTML', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, htmlPage(504));
  expect(await post(sandbox)).toMatchObject({
    status: 504,
    type: 'text/html',
    text: expect.stringMatching(/^<html>/),
  });
  expect(sandbox.requests[0]).toMatchObject({ admitted: true, code: null });
});

test('malformed JSON is a success that no parser reads', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, MALFORMED_JSON);
  const { status, text } = await post(sandbox);
  expect(status).toBe(200);
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
});

test('a wrong shape breaks the contract of every endpoint', async () => {
  const sandbox = await open();
  sandbox.faults.always(WRONG_SHAPE);
  for (const { path, response } of Object.values(ENDPOINTS)) {
    const { text } = await post(sandbox, path);
    expect(response.safeParse(JSON.parse(text)).success).toBe(false);
  }
});

test('a reset cuts the connection, and only that one', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, { kind: 'reset' });
  await expect(post(sandbox)).rejects.toThrow('fetch failed');
  expect((await post(sandbox)).status).toBe(200);
});

test('zero metrics are of the days named, on all rows and in the overview', async () => {
  const sandbox = await open();
  sandbox.faults.always(zeroMetrics(['2026-10-08']));
  for (const [date, app] of [
    ['2026-10-08', 0],
    ['2026-10-09', 1],
  ] as const) {
    const { items } = appMetricsResponse.parse(JSON.parse((await post(sandbox, undefined, { date })).text));
    expect(new Set(items.map(({ metrics }) => metrics.app))).toEqual(new Set([app]));
  }
  const overview = z.object({ metrics: z.record(z.string(), z.literal(0)) });
  const { text } = await post(sandbox, ENDPOINTS.overview.path, { date: '2026-10-08' });
  expect(overview.safeParse(JSON.parse(text)).success).toBe(true);
});

test('a missing metric is missing, and the others are there', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, missingMetric('data'));
  const { items } = appMetricsResponse.parse(JSON.parse((await post(sandbox)).text));
  for (const { metrics } of items) {
    expect(metrics).not.toHaveProperty('data');
    expect(metrics).toHaveProperty('dash');
  }
});

test('latencies add up: fixed ones, and their share of the jitter', async () => {
  const sandbox = await open({ random: () => 0.5 });
  sandbox.faults.always({ kind: 'latency', fixedMs: 1, jitterMs: 2 });
  sandbox.faults.next(1, { kind: 'latency', fixedMs: 1 });
  expect((await post(sandbox)).status).toBe(200);
});

test('a hanging request is never answered, and does not keep the sandbox from closing', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, { kind: 'hang' });
  const hanging = expect(post(sandbox)).rejects.toThrow('fetch failed');
  while (sandbox.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(sandbox.requests[0]?.code).toBeNull();
  await sandbox.close();
  await hanging;
});

test('arrival jitter delays what the rate limit counts, and is cleared with the faults', async () => {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const random = () => {
    arrive();
    return 1;
  };
  const sandbox = await open({ arrivalJitterMs: 3_600_000, random });
  const delayed = expect(post(sandbox)).rejects.toThrow('fetch failed');
  await arrived;
  sandbox.faults.clear();
  expect((await post(sandbox, ENDPOINTS.overview.path)).status).toBe(200);
  expect(sandbox.requests.map(({ endpoint }) => endpoint)).toEqual([ENDPOINTS.overview.path]);
  await sandbox.close();
  await delayed;
});

test('a request that nobody understands meets the faults of all requests only', async () => {
  const sandbox = await open();
  sandbox.faults.always({ ...FORBIDDEN, only: { endpoint: 'appMetrics' } });
  expect(await post(sandbox, APPS, { limit: 101 })).toMatchObject({ text: expect.stringContaining('17017') });
  sandbox.faults.always(REFUSED);
  expect(await post(sandbox, APPS, { limit: 101 })).toMatchObject({ text: expect.stringContaining('8303') });
});

test('a fault meets only the requests that it is for, and those are the ones that are counted', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, { ...FORBIDDEN, only: { endpoint: 'memberMetrics' } });
  sandbox.faults.next(1, { ...REFUSED, only: { days: ['2026-10-01'] } });
  expect((await post(sandbox, APPS)).status).toBe(200);
  expect((await post(sandbox, OVERVIEW)).status).toBe(200);
  expect((await post(sandbox, APPS, { date: '2026-10-01' })).text).toContain('8303');
  expect((await post(sandbox, MEMBERS)).text).toContain('8302');
  expect((await post(sandbox, MEMBERS)).status).toBe(200);
});

test('a fault may be for look-ups only, for lists only, or for some pages', async () => {
  const sandbox = await open();
  const { ids } = await list(sandbox, APPS, { limit: 2 });
  const met = async (body: object, path: string = APPS) => (await post(sandbox, path, body)).status === 400;
  sandbox.faults.always({ ...REFUSED, only: { asks: 'ids' } });
  expect([await met({ app_ids: ids }), await met({}), await met({}, OVERVIEW)]).toEqual([true, false, false]);
  sandbox.faults.clear();
  sandbox.faults.always({ ...REFUSED, only: { asks: 'page' } });
  expect([await met({ app_ids: ids }), await met({}), await met({}, OVERVIEW)]).toEqual([false, true, false]);
  sandbox.faults.clear();
  sandbox.faults.always({ ...REFUSED, only: { pages: [1] } });
  const pages = [0, 99, 100, 199, 200].map((skip) => met({ skip, limit: 100 }));
  expect(await Promise.all(pages)).toEqual([false, false, true, true, false]);
  expect(await met({ app_ids: ids, skip: 100, limit: 100 })).toBe(false);
});

test.each([APPS, MEMBERS])('the items of %s can be changed one by one', async (path) => {
  const sandbox = await open();
  sandbox.faults.next(1, { kind: 'rows', change: (item) => ({ ...item, note: 'new field' }) });
  const { items } = z
    .object({ items: z.array(z.looseObject({ note: z.literal('new field') })) })
    .parse(JSON.parse((await post(sandbox, path)).text));
  expect(items).toHaveLength(20);
});

test.each(Object.keys(REFUSALS).filter(isRefusalName))(
  '%s is said at every endpoint, with its code',
  async (name) => {
    const sandbox = await open();
    sandbox.faults.always(refusal(name));
    const { code, msg } = REFUSALS[name];
    const status = name === 'http-403' ? 403 : name === 'http-429' ? 429 : 400;
    for (const { path } of Object.values(ENDPOINTS)) {
      const answered = await post(sandbox, path);
      expect(answered.status).toBe(status);
      expect(JSON.parse(answered.text)).toEqual({ code, msg });
    }
    expect(sandbox.requests.map((request) => request.code)).toEqual([code, code, code]);
  },
);

function isRefusalName(name: string): name is RefusalName {
  return name in REFUSALS;
}

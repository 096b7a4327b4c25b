import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { appMetricsResponse, ENDPOINTS } from '../../src/jodoo/contract.ts';
import {
  FORBIDDEN,
  htmlError,
  MALFORMED_JSON,
  missingMetric,
  REFUSED,
  WRONG_SHAPE,
  zeroMetrics,
} from '../../src/sandbox/common-faults.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

const NOW = Date.parse('2026-10-09T23:00:00Z');
const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

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
  sandbox.faults.next(1, htmlError(502));
  expect((await post(sandbox)).status).toBe(502);
  expect((await post(sandbox)).status).toBe(400);
});

test('a request that the rate limit refuses uses up no planned fault', async () => {
  let atMs = 0;
  const sandbox = await open({ intervalMs: 1000, monotonic: () => atMs });
  expect((await post(sandbox)).status).toBe(200);
  sandbox.faults.next(1, htmlError(503));
  expect((await post(sandbox)).status).toBe(400);
  atMs = 1000;
  expect((await post(sandbox)).status).toBe(503);
});

test('a proxy answers 5xx in HTML', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, htmlError(504));
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

async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ intervalMs: 0, now: () => NOW, ...options });
  opened.push(sandbox);
  return sandbox;
}

async function post({ baseUrl }: Sandbox, path: string = ENDPOINTS.appMetrics.path, body: object = {}) {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

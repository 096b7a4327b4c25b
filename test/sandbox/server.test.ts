import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ENDPOINTS, memberMetricsResponse } from '../../src/jodoo/contract.ts';
import { upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

const APPS = ENDPOINTS.appMetrics.path;
const NOW = Date.parse('2026-10-09T23:00:00Z');
const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

test('over HTTP, one request an interval is admitted by the injected clock, in either mode', async () => {
  for (const limitMode of ['sliding', 'calendar'] as const) {
    let atMs = 999;
    const sandbox = await open({ intervalMs: 1000, limitMode, monotonic: () => atMs });
    const codes: unknown[] = [];
    for (atMs of [999, 1001, 1998, 1999, 2000]) codes.push((await post(sandbox, APPS, '{}')).code);
    expect(codes).toEqual(
      limitMode === 'sliding'
        ? [undefined, 8304, 8304, undefined, 8304]
        : [undefined, undefined, 8304, 8304, undefined],
    );
    expect(sandbox.requests.map((request) => request.atMs)).toEqual([999, 1001, 1998, 1999, 2000]);
  }
});

test('the log names the endpoint, what was asked, whether it was admitted and the code answered', async () => {
  const sandbox = await open({ intervalMs: 1000, monotonic: () => 5 });
  await post(sandbox, APPS, '{"limit": 101}');
  await post(sandbox, APPS, '{}');
  await post(sandbox, '/v1/nothing', '{}');
  expect(sandbox.requests).toEqual([
    { endpoint: APPS, body: { limit: 101 }, atMs: 5, admitted: true, code: 17017 },
    { endpoint: APPS, body: {}, atMs: 5, admitted: false, code: 8304 },
    { endpoint: '/v1/nothing', body: {}, atMs: 5, admitted: false, code: 1 },
  ]);
});

test('only POST is possible', async () => {
  const sandbox = await open();
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const response = await fetch(`${sandbox.baseUrl}${APPS}`, {
      method,
      headers: { authorization: 'Bearer any' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 1 });
  }
});

test('an endpoint exists below the base URL only', async () => {
  const sandbox = await open();
  const response = await fetch(new URL(APPS, sandbox.baseUrl), {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body: '{}',
  });
  expect(response.status).toBe(404);
});

test.each([
  ['an oversized body is an invalid request', `{"app_ids": ["${'x'.repeat(1_000_000)}"]}`, 1],
  ['malformed JSON is an invalid request', '{"limit":', 1],
  ['a list is an invalid parameter', '[]', 17017],
  ['null is an invalid parameter', 'null', 17017],
])('%s', async (_title, body, code) => {
  const sandbox = await open();
  expect(await post(sandbox, APPS, body)).toMatchObject({ status: 400, code });
});

test.each([1, 2, 3, 10])('%i ids never come in the order asked for, unless there is one', async (count) => {
  const sandbox = await open();
  const all = sandbox.organization.apps(upstreamDays(NOW).to).map(({ app_id }) => app_id);
  for (let start = 0; start < 20; start += 1) {
    const asked = all.slice(start, start + count);
    const { items } = await post(sandbox, APPS, JSON.stringify({ app_ids: asked, skip: 1, limit: 1 }));
    const answered = items.map(({ app_id }: { app_id: string }) => app_id);
    expect(answered.toSorted()).toEqual(asked.toSorted());
    if (count > 1) expect(answered).not.toEqual(asked);
  }
});

test('members are listed page by page, found by id, and have no daily metrics', async () => {
  const sandbox = await open();
  const path = ENDPOINTS.memberMetrics.path;
  const first = memberMetricsResponse.parse(await post(sandbox, path, '{}'));
  const second = memberMetricsResponse.parse(await post(sandbox, path, '{"skip": 20}'));
  expect([first.items.length, first.has_next, second.items.length, second.has_next]).toEqual([
    20,
    true,
    10,
    false,
  ]);
  const asked = second.items[3]?.member.member_id;
  const found = memberMetricsResponse.parse(
    await post(sandbox, path, JSON.stringify({ member_ids: [asked] })),
  );
  expect(found.items).toEqual([second.items[3]]);
  for (const { metrics } of first.items) expect(metrics).not.toHaveProperty('daily_automation_exec');
});

test('the overview is the sum of the apps, and the members share all of them', () => {
  const { apps, members, overview } = createOrganization({ apps: 57 });
  const { to } = upstreamDays(NOW);
  const sum = (counts: readonly unknown[]) =>
    counts.reduce<number>((total, count) => total + Number(count), 0);
  expect(overview(to).data).toBe(sum(apps(to).map(({ metrics }) => metrics.data)));
  expect(overview(to).daily_attachment_upload).toBe(
    sum(apps(to).map(({ metrics }) => metrics.daily_attachment_upload)),
  );
  expect(sum(members(to).map(({ metrics }) => metrics.app))).toBe(57);
});

test('every app has its own id and name, is older than what happened to it, and some were never visited', () => {
  const { apps } = createOrganization({ apps: 1000 });
  const { from, to } = upstreamDays(NOW);
  const today = apps(to);
  expect(apps(from)).toHaveLength(1000);
  expect(new Set(today.map(({ app_id }) => app_id)).size).toBe(1000);
  expect(new Set(today.map(({ app_name }) => app_name)).size).toBe(1000);
  expect(today.some(({ last_visit_at }) => last_visit_at === null)).toBe(true);
  for (const [index, app] of apps(from).entries()) {
    expect(app.app_id).toMatch(/^[0-9a-f]{24}$/);
    const instants = [app.created_at, app.last_edit_at, today[index]?.last_edit_at].map(String);
    expect(instants.toSorted()).toEqual(instants);
  }
});

test('closing ends keep-alive connections, and may be repeated', async () => {
  const sandbox = await open();
  const socket = connect(Number(new URL(sandbox.baseUrl).port), '127.0.0.1');
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    `POST /api${APPS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer any\r\ncontent-length: 2\r\n\r\n{}`,
  );
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resume();
  await sandbox.close();
  await ended;
  await sandbox.close();
});

async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    intervalMs: 0,
    now: () => NOW,
    organization: createOrganization(),
    ...options,
  });
  opened.push(sandbox);
  return sandbox;
}

async function post({ baseUrl }: Sandbox, path: string, body: string) {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body,
  });
  return { status: response.status, ...(await response.json()) };
}

import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import type { GatewayServerOptions } from '../../src/server/gateway-server.ts';
import { createLogger } from '../../src/server/logger.ts';
import { codeOf, rawRequest } from '../server/raw-request.ts';
import { gatewayPerTest } from '../support/gateway.ts';
import { connectClient, mcpWith } from './connected-client.ts';

const gateways = gatewayPerTest();
const TOKEN = 'the-token-of-an-agent';
const LATEST = 'query Latest { organizationUsage { date metrics { data } } }';
const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'Latest', arguments: {} } };

async function start(server: Partial<GatewayServerOptions> = {}, limits = {}) {
  const gateway = await gateways.start({
    intervalMs: 5,
    limits,
    server: { mcp: mcpWith({ 'latest-id': LATEST }), ...server },
  });
  return { gateway, url: gateway.url };
}

function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return rawRequest(url, { path: '/mcp', body: JSON.stringify(body), headers });
}

describe('a call of a tool', () => {
  test('executes the persisted query, as GraphQL would', async () => {
    const { gateway, url } = await start();
    const { call } = await connectClient(url);
    const { structuredContent } = await call('Latest');
    const { data } = await gateway.query(LATEST);
    expect(structuredContent?.data).toEqual(data);
    expect(structuredContent?.upstream?.calls).toBe(1);
  });

  test('is executed where nothing but persisted operations is', async () => {
    const documents = new Map([['latest-id', LATEST]]);
    const { gateway, url } = await start({ persisted: { automatic: false, documents, only: true } });
    expect((await gateway.query(LATEST)).errors?.[0]?.extensions.code).toBe('PERSISTED_OPERATIONS_ONLY');
    const { call } = await connectClient(url);
    for (const name of ['Latest', 'top_apps']) expect((await call(name)).isError).toBeUndefined();
  });

  test('needs no session: any process answers any request', async () => {
    const { url } = await start();
    const { status, headers, text } = await post(url, CALL);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['mcp-session-id']).toBeUndefined();
    expect(JSON.parse(text).result.structuredContent.data.organizationUsage).toMatchObject({
      date: '2026-11-23',
    });
  });

  test('costs within the limits of any query, and is refused before it costs anything, in words', async () => {
    const { gateway, url } = await start({}, { maxCallsPerOperation: 3 });
    const { call } = await connectClient(url);
    const { isError, text } = await call('organization_history', { from: '2026-11-01', to: '2026-11-20' });
    expect(isError).toBe(true);
    expect(text).toMatch(/^UPSTREAM_COST_EXCEEDED: .*20/s);
    expect(gateway.upstreamRequests()).toEqual([]);
  });

  test('is bounded like any query', async () => {
    const { DEFAULT_QUERY_LIMITS } = await import('../../src/server/query/query-limits.ts');
    const { url } = await start({ queryLimits: { ...DEFAULT_QUERY_LIMITS, maxFields: 100 } });
    const { call } = await connectClient(url);
    expect((await call('top_apps', { first: 100 })).text).toMatch(/^QUERY_TOO_MANY_FIELDS: /);
  });

  test.each([
    ['top_apps', { date: '2020-01-01' }, /^DATE_OUT_OF_RANGE: .*2026-11-23/s],
    ['organization_history', { from: '2026-11-01' }, /^BAD_USER_INPUT: .*'to' is missing.*to \(required\)/s],
    ['top_apps', { first: 0 }, /^BAD_USER_INPUT: .*first.*100/s],
    ['top_apps', { by: 'RECORDS' }, /^BAD_USER_INPUT: .*DATA/s],
    ['top_apps', { fisrt: 1 }, /^BAD_USER_INPUT: .*'fisrt'.*by, direction, date, first/s],
    ['app_history', { appId: {}, from: '2026-11-01', to: '2026-11-02' }, /^BAD_USER_INPUT: /],
  ])('of %s with %j is told what to do', async (name, given, text) => {
    const { url } = await start();
    const { call } = await connectClient(url);
    const answer = await call(name, given);
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(text);
  });

  test('that is answered in part has the answer and the error', async () => {
    const both = 'query Both { organizationUsage { date } appUsage(date: "2020-01-01") { date } }';
    const { url } = await start({ mcp: mcpWith({ both }) });
    const { isError, structuredContent, text } = await (await connectClient(url)).call('Both');
    expect(isError).toBe(true);
    expect(text).toMatch(/^DATE_OUT_OF_RANGE: .*\n\{"data":/);
    expect(structuredContent?.data).toMatchObject({
      organizationUsage: { date: '2026-11-23' },
      appUsage: null,
    });
    expect(structuredContent?.errors).toMatchObject([
      { path: ['appUsage'], extensions: { code: 'DATE_OUT_OF_RANGE' } },
    ]);
  });

  test('that fails unexpectedly is told no more than any query is', async () => {
    const { url } = await start({
      createContext: () => {
        throw new Error('a secret of the house');
      },
    });
    const { isError, text } = await (await connectClient(url)).call('Latest');
    expect(isError).toBe(true);
    expect(text).toMatch(/^INTERNAL_SERVER_ERROR: Unexpected error\./);
    expect(text).not.toContain('secret');
  });

  test('of a tool that is not there names those that are', async () => {
    const { url } = await start();
    const { client } = await connectClient(url);
    await expect(client.callTool({ name: 'gone', arguments: {} })).rejects.toThrow(
      /'gone'.*top_apps.*Latest/,
    );
  });

  test('ends when its client leaves, and what it waited for is asked of nobody', async () => {
    const slow = await gateways.start({ intervalMs: 300, server: { mcp: mcpWith() } });
    const leave = new AbortController();
    const params = { name: 'organization_history', arguments: { from: '2026-11-01', to: '2026-11-20' } };
    const left = fetch(new URL('/mcp', slow.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...CALL, params }),
      signal: leave.signal,
    });
    await vi.waitFor(() => expect(slow.upstreamRequests().length).toBeGreaterThan(0));
    leave.abort();
    await expect(left).rejects.toThrow();
    const waiting = '{ gateway { slots { waiting } } }';
    await vi.waitFor(async () => expect((await slow.query(waiting)).data.gateway.slots.waiting).toBe(0));
    expect(slow.upstreamRequests().length).toBeLessThan(10);
  });

  test('is one line of the log, with who called it', async () => {
    const stdout = new PassThrough();
    let text = '';
    stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const log = await createLogger({ level: 'info', format: 'json', isTerminal: false, stdout, secrets: [] });
    const { url } = await start({ log, tokens: [{ name: 'agent', token: TOKEN }] });
    const { call } = await connectClient(url, { authorization: `Bearer ${TOKEN}` });
    await call('Latest');
    await vi.waitFor(() => expect(text).toContain('"operation":"Latest"'));
    const lines = text.split('\n').filter((line) => line.includes('"msg":"request"'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { caller: 'agent', operation: 'Latest', type: 'query', upstreamCalls: 1, status: 200 },
    ]);
  });
});

describe('who may call', () => {
  test('whoever has a token, where there are tokens', async () => {
    const { url } = await start({ tokens: [{ name: 'agent', token: TOKEN }] });
    expect(await post(url, LIST)).toMatchObject({ status: 401 });
    expect(await post(url, CALL, { authorization: 'Bearer a-wrong-token-of-nobody' })).toMatchObject({
      status: 401,
    });
    expect(await post(url, LIST, { authorization: `Bearer ${TOKEN}` })).toMatchObject({ status: 200 });
  });

  test.each([
    ['another Host', { host: 'evil.example' }, 403],
    ['a page of another origin', { origin: 'https://evil.example' }, 403],
    ['another site, without an origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a proxy, where nobody needs a token', { 'x-forwarded-for': '10.0.0.1' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('not by %s', async (_who, headers, status) => {
    const { url } = await start();
    expect(await post(url, CALL, headers)).toMatchObject({ status });
  });

  test('a page of this machine may, as it may query', async () => {
    const { url } = await start();
    const origin = 'http://localhost:6274';
    const { headers } = await post(url, LIST, { origin });
    expect(headers['access-control-allow-origin']).toBe(origin);
    const preflight = await rawRequest(url, { method: 'OPTIONS', path: '/mcp', headers: { origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('mcp-protocol-version');
  });

  test('nobody, where it is off', async () => {
    const { url } = await start({ mcp: undefined });
    expect(codeOf(await post(url, LIST))).toBe('NOT_FOUND');
  });
});

describe('what is no message', () => {
  test.each([
    ['many at once', JSON.stringify([CALL, CALL]), 400],
    ['many at once, behind many spaces', `${' '.repeat(5000)}${JSON.stringify([CALL])}`, 400],
    ['no JSON', '{', 400],
    ['no JSON-RPC', '{"query": "{ appUsage { date } }"}', 400],
    ['too long', JSON.stringify({ ...LIST, params: 'x'.repeat(1_000_001) }), 413],
  ])('is refused: %s', async (_what, body, status) => {
    const { gateway, url } = await start();
    expect(await rawRequest(url, { path: '/mcp', body })).toMatchObject({ status });
    expect(gateway.upstreamRequests()).toEqual([]);
  });

  test.each(['GET', 'DELETE'])(
    '%s is refused: there are no sessions and no events of the gateway',
    async (method) => {
      const { url } = await start();
      const { status, headers } = await rawRequest(url, { method, path: '/mcp' });
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'OPTIONS, POST' });
    },
  );

  test('a notification is taken, and has no answer', async () => {
    const { url } = await start();
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    expect(await post(url, cancelled)).toMatchObject({ status: 202, text: '' });
  });

  test('a method that there is not is refused by its code', async () => {
    const { url } = await start();
    const { text } = await post(url, { jsonrpc: '2.0', id: 7, method: 'resources/list' });
    expect(JSON.parse(text)).toMatchObject({ id: 7, error: { code: -32601 } });
  });
});

test('it calls itself by the name and version of the package', async () => {
  const { url } = await start();
  const { client } = await connectClient(url);
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { name, version } = JSON.parse(text);
  expect(client.getServerVersion()).toMatchObject({ name, version });
});

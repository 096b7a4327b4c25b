/** Traces, as a collector on loopback receives them. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createJodooClient } from '../../src/jodoo/client.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOtlpTracer } from '../../src/server/otlp-tracer.ts';
import { traceParent } from '../../src/server/trace-parent.ts';
import { ROOT } from '../docs/documents.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const TRACE = 'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb';
const SPAN = 'cccccccccccccccc';

const value = z.looseObject({ stringValue: z.string().optional(), intValue: z.unknown().optional() });
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(z.object({ key: z.string(), value })),
  links: z.array(z.looseObject({ spanId: z.string() })).default([]),
  status: z.looseObject({ code: z.number().optional() }),
});
type SentSpan = z.infer<typeof span>;
const body = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value })) }).loose(),
      scopeSpans: z.array(z.looseObject({ spans: z.array(span) })),
    }),
  ),
});

const { start } = gatewayPerTest();
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function listen(
  answer: (path: string, text: string, headers: IncomingHttpHeaders) => [number, string],
) {
  const server = createServer(async (request, response) => {
    const [status, text] = answer(request.url ?? '', await textOf(request), request.headers);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function startCollector() {
  const spans: SentSpan[] = [];
  const services = new Set<string | undefined>();
  const endpoint = await listen((path, text) => {
    if (path !== '/v1/traces') return [404, '{}'];
    for (const { resource, scopeSpans } of body.parse(JSON.parse(text)).resourceSpans) {
      services.add(resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue);
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
    return [200, '{}'];
  });
  return { endpoint, spans, services };
}

async function startTracer(endpoint: string) {
  const log = { warn: vi.fn<(fields: object, message: string) => void>() };
  const tracer = await createOtlpTracer({ endpoint, serviceName: 'usage', log, sendEveryMs: 50 });
  opened.push(tracer.close);
  return { tracer, log };
}

const named = (spans: readonly SentSpan[], name: string) => spans.filter((each) => each.name === name);
const attribute = ({ attributes }: SentSpan, key: string) =>
  attributes.find((each) => each.key === key)?.value.stringValue;

test('an operation, its wait, its upstream call and its statements are one trace, within the client’s', async () => {
  const { endpoint, spans, services } = await startCollector();
  const { tracer } = await startTracer(endpoint);
  const { query } = await start({ tracer });
  const headers = {
    'content-type': 'application/json',
    traceparent: `00-${TRACE}-${SPAN}-01`,
    'x-request-id': 'r-1',
  };
  const LIST = 'query Listed { appUsage(date: "2026-11-20", first: 3) { date } }';
  expect((await query(LIST, {}, { headers })).upstream?.calls).toBe(1);
  await vi.waitFor(() => expect(named(spans, 'query Listed')).toHaveLength(1), 10_000);
  const own = spans.filter(({ traceId }) => traceId === TRACE);
  const [operation, wait, call] = ['query Listed', 'wait for answers', 'Jodoo app'].map(
    (name) => named(own, name)[0],
  );
  expect(operation).toMatchObject({ parentSpanId: SPAN });
  expect(operation && attribute(operation, 'gateway.request_id')).toBe('r-1');
  expect(wait).toMatchObject({ parentSpanId: operation?.spanId });
  expect(call).toMatchObject({ parentSpanId: wait?.spanId });
  expect(call && attribute(call, 'jodoo.day')).toBe('2026-11-20');
  const statements = named(own, 'SQL');
  expect(statements.some(({ parentSpanId }) => parentSpanId === operation?.spanId)).toBe(true);
  // Values are parameters.
  expect(statements.map((each) => attribute(each, 'db.query.text')).join()).toMatch(/select.*\?/);
  expect(services).toEqual(new Set(['usage']));
});

test('an answer in parts is one span, which ends with its last part', async () => {
  const { endpoint, spans } = await startCollector();
  const { tracer } = await startTracer(endpoint);
  const { url } = await start({ tracer });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824' },
    body: JSON.stringify({
      query: 'query Deferred { appUsage(date: "2026-11-20", first: 3) { date ... @defer { totalCount } } }',
    }),
  });
  expect(await response.text()).toContain('"hasNext":false');
  await vi.waitFor(() => expect(named(spans, 'query Deferred')).toHaveLength(1), 10_000);
  const [operation] = named(spans, 'query Deferred');
  expect(operation && attribute(operation, 'graphql.operation.type')).toBe('query');
  const calls = operation?.attributes.find(({ key }) => key === 'jodoo.calls')?.value.intValue;
  expect(Number(calls)).toBe(1);
});

test('a call for two who wait is told to belong to one and to be for the other', async () => {
  const { endpoint, spans } = await startCollector();
  const { tracer } = await startTracer(endpoint);
  const { query } = await start({ tracer, intervalMs: 1000 });
  const LIST = '{ memberUsage(date: "2026-11-20", first: 3) { date } }';
  // The first call starts at once; whoever asks for the same meanwhile waits for the second.
  await query('{ memberUsage(date: "2026-11-19", first: 3) { date } }');
  await Promise.all([query(LIST), query(LIST)]);
  const shared = () =>
    named(spans, 'Jodoo member').find((each) => attribute(each, 'jodoo.day') === '2026-11-20');
  await vi.waitFor(() => expect(shared()).toBeDefined(), 10_000);
  const { parentSpanId, links = [] } = shared() ?? {};
  expect(links).toHaveLength(1);
  // They end after the call, and may be sent later.
  const waits = () => named(spans, 'wait for answers').map(({ spanId }) => spanId);
  await vi.waitFor(() => {
    expect(waits()).toContain(parentSpanId);
    expect(waits()).toContain(links[0]?.spanId);
  }, 10_000);
});

test('what fails is marked with its code', async () => {
  const { endpoint, spans } = await startCollector();
  const { tracer } = await startTracer(endpoint);
  const { query, sandbox } = await start({ tracer });
  sandbox.faults.always({ kind: 'code', code: 8301, msg: 'no' });
  await query('query Refused { appUsage(date: "2026-11-20", first: 3) { date } }');
  await vi.waitFor(() => expect(named(spans, 'query Refused')).toHaveLength(1), 10_000);
  const call = named(spans, 'Jodoo app').find(({ status }) => status.code === 2);
  for (const failed of [named(spans, 'query Refused')[0], call]) {
    expect(failed?.status.code).toBe(2);
    expect(failed && attribute(failed, 'error.type')).toBe('UPSTREAM_UNAUTHORIZED');
  }
});

test('a trace that its client does not record is not recorded here either', async () => {
  const { endpoint, spans } = await startCollector();
  const { tracer } = await startTracer(endpoint);
  const { query } = await start({ tracer });
  const headers = (flags: string) => ({
    'content-type': 'application/json',
    traceparent: `00-${TRACE}-${SPAN}-${flags}`,
  });
  await query('query Unrecorded { appUsage(first: 1) { date } }', {}, { headers: headers('00') });
  await query('query Recorded { appUsage(first: 1) { date } }', {}, { headers: headers('01') });
  await vi.waitFor(() => expect(named(spans, 'query Recorded')).toHaveLength(1), 10_000);
  expect(named(spans, 'query Unrecorded')).toEqual([]);
});

test('the upstream is told the call’s span, and nothing else of the trace', async () => {
  const { endpoint, spans } = await startCollector();
  const { tracer } = await startTracer(endpoint);
  const told: IncomingHttpHeaders[] = [];
  const baseUrl = await listen((_path, _text, headers) => {
    told.push(headers);
    return [200, '{"date": "2026-11-20", "has_next": false, "items": []}'];
  });
  const client = createJodooClient({ baseUrl, apiKey: 'key', timeoutMs: 5000, headers: tracer.headers });
  opened.push(client.close);
  const call = () => client.call('app', { kind: 'page', day: statisticsDay('2026-11-20'), page: 0 });
  await tracer.trace({ name: 'call' }, call);
  await call();
  await vi.waitFor(() => expect(named(spans, 'call')).toHaveLength(1), 10_000);
  const [sent] = named(spans, 'call');
  expect(told.map(({ traceparent }) => traceparent)).toEqual([
    `00-${sent?.traceId}-${sent?.spanId}-01`,
    undefined,
  ]);
  expect(told[0]).not.toHaveProperty('tracestate');
  expect(told[0]?.authorization).toBe('Bearer key');
});

test('a collector that is away costs no answer, is told in the log, and does not hold up the end', async () => {
  const { tracer, log } = await startTracer('http://127.0.0.1:9');
  const { query } = await start({ tracer });
  expect((await query('{ appUsage(first: 1) { date } }')).errors).toBeUndefined();
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalledTimes(1), { timeout: 15_000 });
  const startedMs = performance.now();
  await tracer.close();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test.each([
  [`00-${TRACE}-${SPAN}-01`, 1],
  [`00-${TRACE}-${SPAN}-00`, 0],
  [`01-${TRACE}-${SPAN}-03-more`, 1],
])('the header %s names a span', (header, traceFlags) => {
  expect(traceParent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags });
});

test.each([
  undefined,
  '',
  'nonsense',
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
  `ff-${TRACE}-${SPAN}-01`,
])('the header %s names none', (header) => {
  expect(traceParent(header)).toBeUndefined();
});

/** The packages that a start of the program resolves, by its variables. */
async function loadedBy(env: Record<string, string>): Promise<string> {
  const hook = `import { writeSync } from 'node:fs';
    export async function resolve(specifier, context, next) {
      writeSync(2, 'resolves ' + specifier + '\\n');
      return next(specifier, context);
    }`;
  const data = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;
  const register = data(`import { register } from 'node:module'; register(${JSON.stringify(data(hook))});`);
  const args = ['--import', 'tsx', '--import', register, 'src/main.ts', 'serve'];
  const program = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  const started = new Promise<void>((resolve) => {
    for (const stream of [program.stdout, program.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('A first query')) resolve();
      });
    }
  });
  await Promise.race([started, ended]);
  program.kill('SIGTERM');
  await ended;
  expect(text).toContain('A first query');
  return text;
}

test('neither OpenTelemetry nor jose is loaded unless variables ask for them, and then spans are sent', async () => {
  const OPTIONAL = /resolves (@opentelemetry\/(?:sdk-trace|exporter-trace-otlp-http)|jose)$/gm;
  const found = async (env: Record<string, string>) =>
    new Set([...(await loadedBy(env)).matchAll(OPTIONAL)].map(([, name]) => name));
  expect(await found({})).toEqual(new Set());
  const received: { path: string; token: unknown }[] = [];
  const collector = await listen((path, _text, headers) => {
    received.push({ path, token: headers['x-token'] });
    return [200, '{}'];
  });
  const asked = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-token=of-the-collector',
    JWT_JWKS_URL: 'http://127.0.0.1:9/keys',
    JWT_ISSUER: 'https://id.example/',
    JWT_AUDIENCE: 'usage',
  };
  expect((await found(asked)).size).toBe(3);
  // The statements of the start, sent at the end at the latest.
  expect(received).toContainEqual({ path: '/v1/traces', token: 'of-the-collector' });
}, 60_000);

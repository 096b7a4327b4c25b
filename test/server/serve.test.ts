import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { serveCommand } from '../../src/commands/serve.ts';
import type { Environment } from '../../src/environment.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

const KEY = 'secret-key-123456';
const TOKEN = 'first-token-0123456789';
const OTHER_TOKEN = 'second-token-0123456789';
const QUERY = '{ appUsage(first: 3) { nodes { appName } } }';

const answerShape = z.object({
  data: z.looseObject({}).nullish(),
  errors: z
    .array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .optional(),
});
const requestLine = z.looseObject({
  msg: z.literal('request'),
  method: z.string(),
  status: z.union([z.number(), z.string()]),
  durationMs: z.number(),
});

interface Gateway {
  readonly url: string;
  stdout(): string;
  stderr(): string;
  /** Tells it to end; resolves to its exit code. */
  stop(): Promise<number>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What a test has opened, closed after it, the newest first. */
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

describe('start and end', () => {
  test('it prints its URL, names the sandbox, and its first query works as printed', async () => {
    const gateway = await start({ LOG_FORMAT: 'pretty' });
    expect(gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(gateway.stdout()).toContain('embedded sandbox');
    expect(gateway.stdout()).toContain('JODOO_API_KEY');

    const [, url = '', type = '', body = ''] =
      /curl -s (\S+) -H 'content-type: ([^']+)' -d '([^']+)'/.exec(gateway.stdout()) ?? [];
    const answer = await sent(url, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(200);
    const { errors, data } = answerShape.parse(JSON.parse(answer.text));
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      appUsage: { nodes: [{ metrics: { data: expect.any(Number) } }, {}, {}] },
    });
  });

  test('it exits with 0 when told to stop, and its port is free again', async () => {
    const gateway = await start();
    await ask(gateway);
    expect(await gateway.stop()).toBe(0);
    expect(gateway.stderr()).toBe('');
    const next = await start({ PORT: new URL(gateway.url).port });
    expect(next.url).toBe(gateway.url);
  });

  test('it answers a request that runs when it is told to stop', async () => {
    const sandbox = await openSandbox({ latencyMs: 300 });
    const gateway = await start({ JODOO_API_KEY: KEY, JODOO_BASE_URL: sandbox.baseUrl });
    const answer = ask(gateway, { query: '{ appUsage(appIds: ["nobody-has-it"]) { missingAppIds } }' });
    await vi.waitFor(() => expect(JSON.stringify(sandbox.requests)).toContain('nobody-has-it'), 10_000);
    const exitCode = gateway.stop();
    expect(JSON.parse((await answer).text)).toMatchObject({
      data: { appUsage: { missingAppIds: ['nobody-has-it'] } },
    });
    expect(await exitCode).toBe(0);
  });

  test('an answer that is given while it stops keeps no connection open', async () => {
    const sandbox = await openSandbox({ latencyMs: 300 });
    const gateway = await start({ JODOO_API_KEY: KEY, JODOO_BASE_URL: sandbox.baseUrl });
    const answer = ask(gateway, { query: '{ appUsage(appIds: ["nobody-has-it"]) { missingAppIds } }' });
    await vi.waitFor(() => expect(JSON.stringify(sandbox.requests)).toContain('nobody-has-it'), 10_000);
    const exitCode = gateway.stop();
    expect((await answer).headers.get('connection')).toBe('close');
    expect(await exitCode).toBe(0);
  });

  test('a second one on the same port exits with 1 and says what to do', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const { exitCode, stderr, stdout } = await failedStart({ PORT: port });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`cannot listen on 127.0.0.1:${port}`);
    expect(stderr).toContain('EADDRINUSE');
    expect(stderr).toContain('Set PORT to a free one');
    expect(stdout).not.toContain('GraphiQL');
  });

  test('a faulty environment exits with 1 and lists every problem', async () => {
    const { exitCode, stderr, stdout } = await failedStart({
      PORT: 'http',
      LOG_LEVEL: 'loud',
      JODOO_API_KEY: KEY,
      GATEWAY_TOKENS: 'too-short',
    });
    expect(exitCode).toBe(1);
    for (const name of ['PORT', 'LOG_LEVEL', 'GATEWAY_TOKENS']) expect(stderr).toContain(`  - ${name}: `);
    expect(stderr).not.toContain(KEY);
    expect(stderr).not.toContain('too-short');
    expect(stdout).toBe('');
  });
});

describe('the archive', () => {
  test('that cannot be opened is told, and questions are answered all the same', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'no-archive-'));
    const gateway = await start({ DATABASE_URL: `sqlite:${directory}` });
    const answer = await ask(gateway);
    expect(codesOf(answer)).toEqual([]);
    const ready = JSON.parse((await sent(`${gateway.url}/ready`)).text);
    expect(ready).toMatchObject({
      ready: true,
      archive: { available: false, reason: expect.stringContaining(directory) },
    });
    expect(gateway.stdout()).toContain('the archive is not available');
    await rm(directory, { recursive: true });
  });

  test('of another organization stops the start, and says what to do', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'archive-'));
    const DATABASE_URL = `sqlite:${join(directory, 'usage.db')}`;
    const gateway = await start({ DATABASE_URL });
    await gateway.stop();
    const { exitCode, stderr } = await failedStart({ DATABASE_URL, JODOO_API_KEY: 'a-key-of-somebody' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/holds data of sandbox.*DATABASE_URL/);
    await rm(directory, { recursive: true });
  });
});

describe('with GATEWAY_TOKENS', () => {
  const env = { GATEWAY_TOKENS: `${TOKEN},${OTHER_TOKEN}` };

  test('a query without a token, or with a wrong one, is told 401 and how to authenticate', async () => {
    const gateway = await start(env);
    const wrong = [
      'Bearer wrong',
      `Bearer ${TOKEN}x`,
      `Basic ${TOKEN}`,
      TOKEN,
      `Bearer ${env.GATEWAY_TOKENS}`,
    ];
    for (const headers of [{}, ...wrong.map((authorization) => ({ authorization }))]) {
      const answer = await ask(gateway, { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
    }
  });

  test('a query in the URL needs a token too', async () => {
    const gateway = await start(env);
    const url = `${gateway.url}/graphql?query=${encodeURIComponent('{ __typename }')}`;
    for (const accept of ['application/json', '*/*']) {
      expect((await sent(url, { headers: { accept } })).status).toBe(401);
    }
  });

  test('a query with any of the tokens is answered', async () => {
    const gateway = await start(env);
    for (const token of [TOKEN, OTHER_TOKEN]) {
      const answer = await ask(gateway, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(200);
      expect(codesOf(answer)).toEqual([]);
    }
  });

  test('health, readiness and the GraphiQL page are open', async () => {
    const gateway = await start(env);
    expect((await sent(`${gateway.url}/health`)).status).toBe(200);
    await vi.waitFor(async () => expect((await sent(`${gateway.url}/ready`)).status).toBe(200), 10_000);
    const page = await sent(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  test('a stranger is told whether it is ready and no more, and a caller the details', async () => {
    const gateway = await start(env);
    await vi.waitFor(async () => expect((await sent(`${gateway.url}/ready`)).status).toBe(200), 10_000);
    expect(JSON.parse((await sent(`${gateway.url}/ready`)).text)).toEqual({ ready: true });
    const authorization = `Bearer ${TOKEN}`;
    const told = await sent(`${gateway.url}/ready`, { headers: { authorization } });
    expect(JSON.parse(told.text)).toMatchObject({ ready: true, archive: { available: true } });
  });

  test('the log names the caller and never the token', async () => {
    const gateway = await start({ GATEWAY_TOKENS: `dashboard:${TOKEN}` });
    await ask(gateway, { headers: { authorization: `Bearer ${TOKEN}` } });
    await gateway.stop();
    expect(gateway.stdout()).toContain('"caller":"dashboard"');
    expect(gateway.stdout()).not.toContain(TOKEN);
  });

  test('metrics are for those with a token', async () => {
    const gateway = await start(env);
    expect((await sent(`${gateway.url}/metrics`)).status).toBe(401);
    const authorization = `Bearer ${TOKEN}`;
    await ask(gateway, { headers: { authorization } });
    const metrics = await sent(`${gateway.url}/metrics`, { headers: { authorization } });
    expect(metrics.status).toBe(200);
    for (const line of [
      'gateway_requests_total{status="200",caller="token-1"} 1',
      'gateway_upstream_calls_total{list="app",outcome="answered"}',
      'gateway_upstream_calls_total{list="organization",outcome="answered"}',
      'gateway_slots_waiting{list="member"} 0',
      'gateway_archive_available 1',
      'gateway_archive_complete_days 0',
      'gateway_collector_days_left 0',
    ]) {
      expect(metrics.text).toContain(line);
    }
  });

  test('no token is ever printed, logged or answered', async () => {
    const gateway = await start(env);
    const authorization = `Bearer ${TOKEN}`;
    const answers = [
      await ask(gateway, { headers: { authorization } }),
      await ask(gateway, { headers: { authorization }, query: '{ nonsense }' }),
      await ask(gateway, { headers: { authorization: `${authorization}x` } }),
      await sent(`${gateway.url}/graphql`, { headers: { accept: 'text/html', authorization } }),
    ];
    await gateway.stop();
    const said = [gateway.stdout(), gateway.stderr(), ...answers.map(everything)].join('\n');
    expect(said).not.toContain(TOKEN);
    expect(said).not.toContain(OTHER_TOKEN);
  });

  test('a preflight of an allowed origin passes without a token', async () => {
    const gateway = await start({ ...env, CORS_ORIGINS: 'https://dash.example.com' });
    const answer = await sent(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://dash.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(answer.status).toBeLessThan(300);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://dash.example.com');
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
  });
});

describe('with AUTH=off', () => {
  test('it serves whoever can reach it, under any name and behind any proxy', async () => {
    const gateway = await start({ AUTH: 'off', HOST: '0.0.0.0' });
    expect(await statusUnderHost(gateway, 'gateway.example')).toBe(200);
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect((await ask(gateway, { headers })).status).toBe(200);
  });
});

describe('without tokens', () => {
  test('a Host header that does not name this machine is refused', async () => {
    const gateway = await start();
    const { port } = new URL(gateway.url);
    for (const host of [
      'evil.example.com',
      `evil.example.com:${port}`,
      'localhost.example.com',
      '192.168.1.5',
    ]) {
      expect(await statusUnderHost(gateway, host)).toBe(403);
    }
  });

  test('a Host header that names this machine is answered', async () => {
    const gateway = await start();
    const { port } = new URL(gateway.url);
    for (const host of [`localhost:${port}`, '127.0.0.1', `[::1]:${port}`]) {
      expect(await statusUnderHost(gateway, host)).toBe(200);
    }
  });

  test('pages of foreign origins are refused, their preflights too', async () => {
    const gateway = await start();
    for (const origin of ['https://evil.example.com', 'null', 'http://localhost.example.com']) {
      for (const method of ['POST', 'OPTIONS']) {
        const answer = await ask(gateway, { method, headers: { origin } });
        expect(answer.status).toBe(403);
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
        expect(codesOf(answer)).toEqual(['FORBIDDEN']);
      }
    }
  });

  test('pages of loopback origins are answered with CORS headers', async () => {
    const gateway = await start();
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:3000', gateway.url]) {
      const answer = await ask(gateway, { headers: { origin } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    }
  });

  test('only the origins of CORS_ORIGINS are answered besides loopback ones', async () => {
    const gateway = await start({ CORS_ORIGINS: 'https://dash.example.com' });
    const statusFor = async (origin: string) => (await ask(gateway, { headers: { origin } })).status;
    expect(await statusFor('https://dash.example.com')).toBe(200);
    expect(await statusFor('http://dash.example.com')).toBe(403);
    expect(await statusFor('https://dash.example.com:8443')).toBe(403);
  });
});

describe('paths', () => {
  test('the root is the dashboard and nothing is anywhere else', async () => {
    const gateway = await start();
    const root = await sent(gateway.url, { redirect: 'manual' });
    expect([root.status, root.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const nowhere = await sent(`${gateway.url}/nowhere`);
    expect([nowhere.status, codesOf(nowhere)]).toEqual([404, ['NOT_FOUND']]);
  });

  test('a browser that has the GraphiQL page is told so', async () => {
    const gateway = await start();
    const headers = { accept: 'text/html' };
    const page = await sent(`${gateway.url}/graphql`, { headers });
    const etag = page.headers.get('etag') ?? '';
    const again = await sent(`${gateway.url}/graphql`, { headers: { ...headers, 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

test('limits of queries are those of the environment', async () => {
  const gateway = await start({ MAX_QUERY_BYTES: '1000', MAX_QUERY_FIELDS: '1000' });
  expect(codesOf(await ask(gateway, { query: `{ __typename } # ${'x'.repeat(1000)}` }))).toEqual([
    'QUERY_TOO_LONG',
  ]);
  const query =
    '{ appUsage(first: 100) { nodes { date appId appName metrics { app data dash etl bpa } creator { name } } } }';
  expect(codesOf(await ask(gateway, { query }))).toEqual(['QUERY_TOO_MANY_FIELDS']);
});

describe('log', () => {
  test.each(['info', 'error'])(
    'with JSON every line on stdout is JSON at level %s, the one with the address too',
    async (LOG_LEVEL) => {
      const gateway = await start({ LOG_LEVEL, LOG_FORMAT: 'json' });
      await ask(gateway);
      await gateway.stop();
      const lines = gateway.stdout().trim().split('\n');
      const messages = lines.map((line) => z.object({ msg: z.string() }).parse(JSON.parse(line)).msg);
      expect(messages[0]).toContain(
        `GraphQL and GraphiQL: ${gateway.url}/graphql Dashboard: ${gateway.url}/`,
      );
    },
  );

  test('an upstream that fails on and on is a line when it begins, one when it is given up, one when it is back', async () => {
    const sandbox = await openSandbox();
    const gateway = await start({ JODOO_API_KEY: KEY, JODOO_BASE_URL: sandbox.baseUrl });
    await vi.waitFor(async () => expect((await sent(`${gateway.url}/ready`)).status).toBe(200), 10_000);
    sandbox.faults.next(9, { kind: 'status', status: 502, body: 'bad gateway' });
    const query = '{ appUsage(appIds: ["nobody-has-it"]) { missingAppIds } }';
    for (let time = 0; time < 3; time += 1) await ask(gateway, { query });
    await vi.waitFor(async () => expect(codesOf(await ask(gateway, { query }))).toEqual([]), 20_000);
    const lines = gateway.stdout().split('\n');
    const count = (words: string) => lines.filter((line) => line.includes(words)).length;
    expect(count('upstream call failed')).toBe(1);
    expect(count('clients are refused at once')).toBe(1);
    expect(count('Jodoo answers again')).toBe(1);
    expect(count('"stack"')).toBe(0);
  });

  test('every query is one line with its operation and its upstream calls', async () => {
    const gateway = await start();
    await ask(gateway, { query: 'query Cheap { gateway { latestDate } }' });
    await ask(gateway, { query: 'query Costly { appUsage(first: 3, date: null) { nodes { appName } } }' });
    await ask(gateway, { query: 'query Wrong { appUsage(first: -1) { nodes { appName } } }' });
    await gateway.stop();
    const lines = requestLines(gateway);
    expect(lines).toHaveLength(3);
    expect(lines).toMatchObject([
      { method: 'POST', operation: 'Cheap', type: 'query', status: 200, upstreamCalls: 0 },
      { method: 'POST', operation: 'Costly', type: 'query', status: 200, upstreamCalls: expect.any(Number) },
      { method: 'POST', operation: 'Wrong', type: 'query', errors: ['BAD_USER_INPUT'], upstreamCalls: 0 },
    ]);
  });

  test('a query that has to ask the upstream is logged with at least one call', async () => {
    const sandbox = await openSandbox();
    const gateway = await start({ JODOO_API_KEY: KEY, JODOO_BASE_URL: sandbox.baseUrl });
    const query = 'query Deep($ids: [ID!]) { appUsage(appIds: $ids) { missingAppIds } }';
    await ask(gateway, { query, variables: { ids: ['an-app-that-nobody-has'] } });
    await gateway.stop();
    const [line] = requestLines(gateway);
    expect(line).toMatchObject({ operation: 'Deep' });
    expect(line?.upstreamCalls).toBeGreaterThan(0);
  });
});

describe('the API key', () => {
  test('the key reaches the upstream and is never printed, logged or answered', async () => {
    const sandbox = await openSandbox();
    const gateway = await start({
      JODOO_API_KEY: KEY,
      JODOO_BASE_URL: sandbox.baseUrl,
      LOG_LEVEL: 'trace',
    });
    await vi.waitFor(async () => expect((await sent(`${gateway.url}/ready`)).status).toBe(200), 10_000);
    sandbox.faults.next(1, { kind: 'status', status: 502, body: 'bad gateway' });
    const answers = [
      await ask(gateway, { query: '{ appUsage(appIds: ["nobody-has-it"]) { missingAppIds } }' }),
      await ask(gateway, { query: '{ nonsense }' }),
      await sent(`${gateway.url}/ready`),
      await sent(`${gateway.url}/health`),
      await sent(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } }),
    ];
    expect(answers[0]?.status).toBe(200);
    expect(gateway.stdout()).toContain('upstream call failed');
    await gateway.stop();
    expect([gateway.stdout(), gateway.stderr(), ...answers.map(everything)].join('\n')).not.toContain(KEY);
    expect(gateway.stdout()).toContain(`"upstream":"${sandbox.baseUrl}"`);
  });

  test('a wrong key makes it unready and is told as UPSTREAM_UNAUTHORIZED, without the key', async () => {
    const sandbox = await openSandbox({ apiKey: 'another-key-123456' });
    const gateway = await start({ JODOO_API_KEY: KEY, JODOO_BASE_URL: sandbox.baseUrl });
    const answer = await ask(gateway);
    expect(new Set(codesOf(answer))).toEqual(new Set(['UPSTREAM_UNAUTHORIZED']));
    const ready = await sent(`${gateway.url}/ready`);
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toMatchObject({ ready: false, reason: expect.stringMatching(/./) });
    expect((await sent(`${gateway.url}/health`)).status).toBe(200);
    await gateway.stop();
    expect([gateway.stdout(), gateway.stderr(), everything(answer), ready.text].join('\n')).not.toContain(
      KEY,
    );
  });
});

/** Runs `serve` in this process until the test ends or stops it. */
async function start(env: Environment = {}): Promise<Gateway> {
  const run = runServe(env);
  opened.push(run.stop);
  const url = await vi.waitFor(() => {
    const [, printed] = /(http:\S+)\/graphql/.exec(run.stdout()) ?? [];
    if (printed === undefined) throw new Error(`nothing listens yet: ${run.stderr()}`);
    return printed;
  }, 10_000);
  return { ...run, url };
}

/** Runs `serve` in an environment in which it has to end by itself. */
async function failedStart(env: Environment) {
  const run = runServe(env);
  const exitCode = await run.ended;
  return { exitCode, stdout: run.stdout(), stderr: run.stderr() };
}

function runServe(env: Environment) {
  const stdout = captured();
  const stderr = captured();
  const abort = new AbortController();
  const ended = serveCommand({
    args: [],
    env: {
      PORT: '0',
      LOG_FORMAT: 'json',
      JODOO_MIN_INTERVAL_MS: '20',
      DATABASE_URL: 'sqlite::memory:',
      COLLECT: 'off',
      ...env,
    },
    stdout: stdout.stream,
    stderr: stderr.stream,
    isTerminal: false,
    signal: abort.signal,
  });
  return {
    ended,
    stdout: stdout.text,
    stderr: stderr.text,
    stop: () => {
      abort.abort();
      return ended;
    },
  };
}

function captured() {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return { stream, text: () => text };
}

/** An upstream beside the gateway, which takes our key and as many calls as come. */
async function openSandbox(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ intervalMs: 0, apiKey: KEY, ...options });
  opened.push(sandbox.close);
  return sandbox;
}

interface Question {
  readonly query?: string;
  readonly variables?: object;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

function ask({ url }: Gateway, { query = QUERY, variables, method = 'POST', headers }: Question = {}) {
  return sent(`${url}/graphql`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
}

async function sent(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** fetch sets Host itself, so this request is made by hand. */
function statusUnderHost({ url }: Gateway, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    httpRequest(`${url}/graphql`, { method: 'POST', headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end(JSON.stringify({ query: '{ __typename }' }));
  });
}

function codesOf({ text }: Answer): string[] {
  return (answerShape.parse(JSON.parse(text)).errors ?? []).map(({ extensions }) => extensions.code);
}

function everything({ headers, text }: Answer): string {
  return `${JSON.stringify([...headers])}\n${text}`;
}

function requestLines(gateway: Gateway) {
  return gateway
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const parsed = requestLine.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    });
}

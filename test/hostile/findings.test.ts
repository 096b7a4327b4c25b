/** What once took the gateway down, drained the quota or answered wrongly, with its neighbours: none of it does. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { codeOf, rawConnection } from '../server/raw-request.ts';
import {
  type GatewayProcess,
  type GatewayProcessOptions,
  KEY,
  startGatewayProcess,
} from './gateway-process.ts';
import { aliases, cursor, doublingFragments, largeDocument, wordyDocument } from './hostile-queries.ts';

const LONGEST_BLOCK_MS = 250;
const MOST_HEAP_GROWTH = 100 << 20;
const WARM_UP = '{ gateway { latestDate } appUsage(first: 100) { nodes { appId } } }';

let gateway: GatewayProcess;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Started, and warm: what the first query compiles is not measured. */
async function start(options: GatewayProcessOptions = {}, headers: Readonly<Record<string, string>> = {}) {
  gateway = await startGatewayProcess(options);
  closers.push(gateway.close);
  const { data } = await gateway.query(WARM_UP, {}, headers);
  await gateway.measure();
  const { latestDate = '2026-01-01' } = Object(data.gateway);
  return String(latestDate);
}

async function temporaryDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'hostile-'));
  closers.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Runs the attack; afterwards the loop was never held, the heap is what it was, and the gateway answers. */
async function withstands(attack: () => Promise<unknown>, headers: Readonly<Record<string, string>> = {}) {
  const before = await gateway.measure();
  await attack();
  const after = await gateway.measure();
  expect(after.longestBlockMs).toBeLessThan(LONGEST_BLOCK_MS);
  expect(after.heapBytes - before.heapBytes).toBeLessThan(MOST_HEAP_GROWTH);
  expect((await gateway.query('{ gateway { latestDate } }', {}, headers)).errors).toEqual([]);
}

const codes = ({ errors }: { readonly errors: readonly { readonly code: string }[] }) =>
  errors.map(({ code }) => code);

/** Counts the requests that reach the upstream. */
async function upstreamCalls(during: () => Promise<unknown>): Promise<number> {
  const before = gateway.sandbox.requests.length;
  await during();
  return gateway.sandbox.requests.length - before;
}

describe('1: a cursor behind the end of the list', () => {
  const after = 'query($after: String) { appUsage(first: 20, after: $after) { nodes { appId } } }';

  test('that is out of range is refused without a call', async () => {
    const day = await start();
    const calls = await upstreamCalls(async () => {
      for (const place of [999_999_999, 10_000_001, -1, 1.5, '1e3', '']) {
        expect(codes(await gateway.query(after, { after: cursor(`p:${day}:${place}`) }))).toEqual([
          'BAD_USER_INPUT',
        ]);
      }
    });
    expect(calls).toBe(0);
  });

  test('that is in range costs a few calls, files no end of the list, and a restart that collects comes up', async () => {
    const DATABASE_URL = `sqlite:${await temporaryDirectory()}/usage.db`;
    const day = await start({ env: { DATABASE_URL } });
    const calls = await upstreamCalls(async () => {
      for (const position of [99_999, 5_000_000, 10_000_000]) {
        const answer = await gateway.query(after, { after: cursor(`p:${day}:${position}`) });
        expect(answer.text.length).toBeLessThan(5_000);
      }
      await sleep(500);
    });
    expect(calls).toBeLessThanOrEqual(9);
    const ordered =
      '{ appUsage(first: 5, orderBy: { by: DATA, direction: DESC }) { totalCount nodes { appId } } }';
    await withstands(async () => {
      expect((await gateway.query(ordered)).data).toMatchObject({ appUsage: { totalCount: 250 } });
    });
    const upstreamPort = Number(new URL(gateway.sandbox.baseUrl).port);
    await gateway.close();

    await start({ upstreamPort, env: { DATABASE_URL, COLLECT: 'on' } });
    await withstands(async () => {
      expect((await gateway.query(ordered)).data).toMatchObject({ appUsage: { totalCount: 250 } });
      await sleep(1_000);
    });
  });
});

test('2: fragments that double are refused before anything runs, without a call', async () => {
  const day = await start();
  const calls = await upstreamCalls(() =>
    withstands(async () => {
      for (const levels of [9, 10, 12, 16, 40]) {
        const refused = codes(await gateway.query(doublingFragments(day, levels)));
        expect(['QUERY_TOO_MANY_FIELDS', 'QUERY_TOO_DEEP']).toContain(refused[0]);
      }
    }),
  );
  expect(calls).toBe(0);
});

test('3: documents that come once leave nothing behind, when the compiler is loaded, too', async () => {
  await start();
  await withstands(async () => {
    for (let number = 0; number < 3_000; number += 1) {
      expect(
        codes(await gateway.query(`{ gateway { latestDate } } # ${number} ${'x'.repeat(90_000)}`)),
      ).toEqual([]);
    }
  });
});

test('3: many large documents neither fill the memory nor hold the loop', async () => {
  await start();
  await withstands(async () => {
    for (let number = 0; number < 32; number += 1) {
      expect(codes(await gateway.query(largeDocument(number, 970_000)))).toEqual(['QUERY_TOO_LONG']);
    }
    for (let number = 0; number < 200; number += 1) {
      expect(codes(await gateway.query(largeDocument(number, 99_000)))).toEqual([]);
    }
    for (let number = 0; number < 200; number += 1) {
      expect(codes(await gateway.query(wordyDocument(number)))).toEqual([]);
    }
  });
});

test('4: many entities and many aliases are refused, or answered without a block', async () => {
  const day = await start();
  await withstands(async () => {
    const entities = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on App { name } } }';
    expect(codes(await gateway.query(entities, { r: Array(480_000).fill(1) }))[0]).toBe(
      'QUERY_TOO_MANY_FIELDS',
    );
    const many = await gateway.query(entities, { r: Array(2_500).fill(1) });
    expect(many.text.length).toBeLessThan(6 << 20);
    const unknown = Array.from({ length: 2_500 }, (_, n) => ({ __typename: 'App', appId: `app${n}` }));
    await gateway.query(entities, { r: unknown });
    const page = `appUsage(date: "${day}", first: 100) { nodes { appId appName metrics { data } } }`;
    expect(codes(await gateway.query(aliases(1_000, page)))[0]).toMatch(/^QUERY_TOO_MANY/);
    expect(codes(await gateway.query(aliases(50, page)))).toEqual([]);
  });
  for (const line of gateway.log().split('\n')) expect(line.length).toBeLessThan(2_000);
});

test('5: what one client sends never marks the archive away for others', async () => {
  const directory = await temporaryDirectory();
  await start({ env: { DATABASE_URL: `sqlite:${directory}/usage.db` } });
  await withstands(async () => {
    const filter = 'query($f: AppUsageFilter) { appUsage(first: 1, filter: $f) { nodes { appId } } }';
    const metrics = Array.from({ length: 1_100 }, (_, n) => ({ metric: 'DATA', min: n }));
    const ids = Array.from({ length: 33_000 }, (_, n) => `id${n}`);
    const row = (value: unknown) => cursor(`r:2026-11-20:${JSON.stringify(['data desc', value, 'x'])}`);
    const answers = [
      await gateway.query(filter, { f: { metrics } }),
      await gateway.query(filter, { f: { creatorIds: ids } }),
      await gateway.query(filter, { f: { nameContains: 'a\u0000b' } }),
      await gateway.query('query($i: [ID!]) { appUsage(appIds: $i) { date } }', { i: ids }),
      await gateway.query('query($i: [ID!]) { apps(creatorIds: $i) { nodes { id } } }', { i: ids }),
      await gateway.query('query($i: ID!) { app(appId: $i) { id } }', { i: 'a\u0000b' }),
      await gateway.query('query($i: ID!) { app(appId: $i) { id } }', { i: 'a\ud800b' }),
      await gateway.query('query($n: String) { apps(nameContains: $n) { nodes { id } } }', { n: '\u0000' }),
    ];
    for (const answer of answers) {
      expect(codes(answer)[0]).toMatch(/^(BAD_USER_INPUT|TOO_MANY_IDS|QUERY_TOO_MANY_FIELDS)$/);
    }
    const order =
      'query($a: String) { appUsage(first: 1, after: $a, orderBy: { by: DATA, direction: DESC }) { date } }';
    for (const value of [2 ** 53 - 1, -(2 ** 53) + 1, 1e300, 0.5, '', null]) {
      expect(codes(await gateway.query(order, { a: row(value) }))).not.toContain('INTERNAL_SERVER_ERROR');
    }
  });
  const ready = await gateway.send({ method: 'GET', path: '/ready' });
  expect(JSON.parse(ready.text)).toMatchObject({ archive: { available: true } });
  expect(gateway.log()).not.toMatch(/archive.*(away|unavailable)/i);
});

test('6: an image on any page executes nothing', async () => {
  await start();
  const path = `/graphql?query=${encodeURIComponent('{ appUsage(date: "2026-11-01") { date } }')}`;
  const calls = await upstreamCalls(async () => {
    for (const headers of [
      { accept: 'image/avif,image/webp,*/*' },
      { accept: '*/*', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      { accept: 'application/json', origin: 'https://evil.example' },
    ]) {
      expect([400, 403]).toContain((await gateway.send({ method: 'GET', path, headers })).status);
    }
    // A link opens the page, with the query in its editor.
    const link = { accept: 'text/html', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const page = await gateway.send({ method: 'GET', path, headers: link });
    expect(page.text).toMatch(/^<!doctype html>/i);
    const body = JSON.stringify({ query: '{ appUsage(date: "2026-11-01") { date } }' });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect((await gateway.send({ headers: { 'content-type': type }, body })).status).toBe(415);
    }
  });
  expect(calls).toBe(0);
});

test('7: whoever asks in many pieces takes no turn from another caller', async () => {
  const env = { GATEWAY_TOKENS: 'many:token-of-many-0123456789,few:token-of-few-9876543210' };
  const [many, few] = ['token-of-many-0123456789', 'token-of-few-9876543210'].map((token) => ({
    authorization: `Bearer ${token}`,
  }));
  const day = await start({ env: { ...env, JODOO_MIN_INTERVAL_MS: '200' } }, few);
  const older = (n: number) => new Date(Date.parse(day) - (n + 2) * 86_400_000).toISOString().slice(0, 10);
  const ask = (n: number, headers: Readonly<Record<string, string>> | undefined) =>
    gateway.query(
      `{ appUsage(date: "${older(n)}", appIds: ["nobody-has-it"]) { missingAppIds } }`,
      {},
      headers,
    );
  const flood = Promise.allSettled(Array.from({ length: 150 }, (_, n) => ask(n, many)));
  await sleep(300);
  const before = gateway.sandbox.requests.length;
  for (const n of [160, 161, 162]) expect(codes(await ask(n, few))).toEqual([]);
  // Every second turn is theirs, as long as two callers wait.
  expect(gateway.sandbox.requests.length - before).toBeLessThan(30);
  await gateway.close();
  await flood;
});

test('8: a look-up that was refused under load is told as an error, never as a missing id', async () => {
  const day = await start({ env: { MAX_PENDING_CALLS: '20' } });
  const known = gateway.sandbox.organization.apps(Object(day)).map(({ app_id }) => app_id);
  const older = (n: number) =>
    new Date(Date.parse(day) - (2 + (n % 20)) * 86_400_000).toISOString().slice(0, 10);
  const lookUp =
    'query($d: Date, $i: [ID!]) { appUsage(date: $d, appIds: $i) { missingAppIds nodes { appId } } }';
  const answers = await Promise.all(
    Array.from({ length: 140 }, async (_, n) => {
      const asked = [known[n % known.length] ?? '', `nobody-${n}`];
      return { asked, answer: await gateway.query(lookUp, { d: older(n), i: asked }) };
    }),
  );
  for (const { asked, answer } of answers) {
    if (answer.errors.length > 0) expect(new Set(codes(answer))).toEqual(new Set(['OVERLOADED']));
    else expect(answer.data.appUsage).toEqual({ missingAppIds: [asked[1]], nodes: [{ appId: asked[0] }] });
  }
});

test('9: a malformed Host is told 400, without traces or paths', async () => {
  await start(
    { env: { GATEWAY_TOKENS: 'a:token-of-a-0123456789' } },
    { authorization: 'Bearer token-of-a-0123456789' },
  );
  for (const host of ['localhost:99999999', '[::1', 'a b', 'user@localhost']) {
    for (const method of ['OPTIONS', 'POST', 'GET', 'HEAD']) {
      const answer = await gateway.send({ method, headers: { host } });
      expect([400, 401]).toContain(answer.status);
      expect(answer.text).not.toMatch(/node_modules|\.[tj]s\b|^\s*at /m);
    }
  }
  expect(gateway.log()).not.toContain('unexpected');
});

test('10: a key or a password that comes back from the upstream is in no answer, log or readiness', async () => {
  const password = 'hostile-password-0123';
  const upstream = createServer((request, response) => {
    const seen = `${request.headers.authorization} ${KEY} ${encodeURIComponent(KEY)} ${password}`;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 17_017, msg: `refused: ${seen}` }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  closers.push(async () => upstream.close());
  const { port } = Object(upstream.address());
  await start({
    upstreamUrl: `http://127.0.0.1:${port}/api`,
    env: { DATABASE_URL: `postgres://usage:${password}@127.0.0.1:9/none` },
  });
  const { text } = await gateway.query('{ appUsage(date: null) { date nodes { appId } } }');
  expect(text).toContain('errors');
  const ready = await gateway.send({ method: 'GET', path: '/ready' });
  for (const said of [text, ready.text, gateway.log()]) {
    expect(said).not.toContain(KEY);
    expect(said).not.toContain(password);
  }
});

test('11: without tokens a stranger behind a proxy is refused, and learns nothing of the readiness', async () => {
  await start();
  for (const headers of [
    { 'x-forwarded-for': '203.0.113.9' },
    { forwarded: 'for=203.0.113.9' },
    { via: '1.1 p' },
  ]) {
    const all = { host: '127.0.0.1', ...headers };
    expect(codeOf(await gateway.send({ headers: all }))).toBe('FORBIDDEN');
    const ready = await gateway.send({ method: 'GET', path: '/ready', headers: all });
    expect(ready.text).not.toContain(gateway.sandbox.baseUrl);
  }
});

test('12: ids that are too long are refused at every door, and cost no call', async () => {
  const day = await start();
  const id = 'x'.repeat(65_000);
  const calls = await upstreamCalls(async () => {
    for (const [query, variables] of [
      [
        'query($i: [ID!]!) { nodes(ids: $i) { id } }',
        { i: [cursor(`App:${id}`), cursor(`AppUsage:${day}:${id}`)] },
      ],
      ['query($i: ID!) { node(id: $i) { id } }', { i: cursor(`Member:${id}`) }],
      ['query($i: ID!) { app(appId: $i) { id } }', { i: id }],
      ['query($i: ID!) { member(memberId: $i) { id } }', { i: id }],
      ['query($i: [ID!]) { appUsage(appIds: $i) { date } }', { i: [id] }],
      ['query($i: [ID!]) { memberUsage(memberIds: $i) { date } }', { i: [id] }],
      ['query($a: String) { appUsage(after: $a) { date } }', { a: cursor(`a:${day}:${id}`) }],
      [
        'query($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
        { r: [{ __typename: 'AppUsage', appId: id, date: day }] },
      ],
    ] as const) {
      const answer = await gateway.query(query, variables);
      expect(codes(answer)[0]).toBe('BAD_USER_INPUT');
      expect(answer.text.length).toBeLessThan(3_000);
    }
  });
  expect(calls).toBe(0);
});

test('13: one question for the totals of 180 days queues a bounded part of the quota', async () => {
  const day = await start({ apps: 1_200, env: { MAX_QUEUED_CALLS: '60' } });
  const from = new Date(Date.parse(day) - 179 * 86_400_000).toISOString().slice(0, 10);
  const calls = await upstreamCalls(async () => {
    for (let time = 0; time < 5; time += 1) {
      const answer = await gateway.query(`{ usageTotals(from: "${from}", to: "${day}") { missingDates } }`);
      expect(answer.calls).toBe(0);
    }
    await sleep(4_000);
  });
  expect(calls).toBeLessThan(2 * 60);
});

test('14: wrong tokens are logged, counted and slowed down, and the right one is let in meanwhile', async () => {
  const right = { authorization: 'Bearer token-of-a-0123456789' };
  await start({ env: { GATEWAY_TOKENS: 'a:token-of-a-0123456789' } }, right);
  const guesses = Array.from({ length: 150 }, (_, n) =>
    gateway.send({ headers: { authorization: `Bearer guess-${n}` } }),
  );
  expect(codes(await gateway.query('{ gateway { latestDate } }', {}, right))).toEqual([]);
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  await vi.waitFor(() => expect(gateway.log()).toContain('"code":"UNAUTHENTICATED"'));
  expect(gateway.log()).not.toContain('guess-');
  const { text } = await gateway.send({ method: 'GET', path: '/metrics', headers: right });
  expect(text).toMatch(/gateway_refusals_total\{status="401",code="UNAUTHENTICATED"\} [1-9]/);
});

test('15: endless bodies are cut off, whatever they are sent to', async () => {
  await start();
  await withstands(async () => {
    for (const path of ['/health', '/graphql', '/nowhere']) {
      const connection = await rawConnection(gateway.url);
      const head = [
        'Host: localhost',
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
        '',
        '',
      ];
      connection.write(`POST ${path} HTTP/1.1\r\n${head.join('\r\n')}`);
      let open = true;
      void connection.closed.then(() => {
        open = false;
      });
      let sent = 0;
      for (; open && sent < 200 << 20; sent += 0x10000) {
        connection.write(`10000\r\n${' '.repeat(0x10000)}\r\n`);
        await sleep(1);
      }
      connection.destroy();
      expect(sent).toBeLessThan(100 << 20);
      expect(connection.received()).toMatch(/^HTTP\/1\.1 4/);
    }
  });
});

describe('16', () => {
  test('the archive is readable by its owner only', async () => {
    const file = `${await temporaryDirectory()}/usage.db`;
    await start({ env: { DATABASE_URL: `sqlite:${file}` } });
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('pages carry a policy of content, and are not sniffed', async () => {
    await start();
    for (const path of ['/graphql', '/']) {
      const { headers } = await gateway.send({ method: 'GET', path, headers: { accept: 'text/html' } });
      expect(headers['content-security-policy']).toMatch(/default-src|script-src/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBeDefined();
    }
  });

  test('a cursor of 900 kB is not echoed, and a document of 2,000 levels is no fault of the gateway', async () => {
    await start();
    await withstands(async () => {
      const after = 'x'.repeat(900_000);
      const echoed = await gateway.query('query($a: String) { appUsage(after: $a) { date } }', { a: after });
      expect([codes(echoed), echoed.text.length < 3_000]).toEqual([['BAD_USER_INPUT'], true]);
      const deep = `{ app(appId: "1") ${'{ usage { app '.repeat(1_000)} { id } ${'} }'.repeat(1_000)} }`;
      expect(codes(await gateway.query(deep))).toEqual(['QUERY_TOO_DEEP']);
      // As text: JSON.stringify itself gives up at such depths.
      const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      for (const [query, name] of [
        ['query($v: AppUsageFilter) { appUsage(filter: $v) { date } }', 'v'],
        ['query($v: [ID!]) { appUsage(appIds: $v) { date } }', 'v'],
        ['query($v: [_Any!]!) { _entities(representations: $v) { __typename } }', 'v'],
        ['{ gateway { latestDate } }', 'unused'],
      ]) {
        const body = `{"query":${JSON.stringify(query)},"variables":{"${name}":${nested}}}`;
        expect((await gateway.send({ body })).text).not.toContain('INTERNAL_SERVER_ERROR');
      }
    });
  });
});

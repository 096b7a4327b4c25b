import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts';
import { type RawRequest, rawRequest } from './raw-request.ts';

const LONG = 'a word, '.repeat(1000);
const GET = { method: 'GET', path: '/graphql?query=%7Bnullable%7D' };
const JSON_ACCEPTED = { accept: 'application/json' };

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

/** Counts the executions of `nullable`. */
async function start(options: LocalGatewayOptions = {}) {
  const resolve = vi.fn(options.resolve ?? (() => 'fine'));
  gateway = await startLocalGateway({ lasting: true, ...options, resolve });
  return resolve;
}

async function ask(request: RawRequest = {}) {
  return await rawRequest(gateway.url, request);
}

test('an answer that lasts is executed once, and costs nothing from then on', async () => {
  const resolve = await start();
  const answers = [await ask(), await ask(), await ask()].map(({ text }) => JSON.parse(text));
  expect(answers.map(({ data }) => data)).toEqual(Array(3).fill({ nullable: 'fine' }));
  expect(answers.map(({ extensions }) => extensions.upstream)).toEqual([
    { calls: 2, waitMs: 7 },
    { calls: 0, waitMs: 0 },
    { calls: 0, waitMs: 0 },
  ]);
  expect(resolve).toHaveBeenCalledTimes(1);
});

test('a kept answer has the headers and the data of the first', async () => {
  await start();
  for (const request of [{ headers: JSON_ACCEPTED }, { ...GET, headers: JSON_ACCEPTED }]) {
    const [first, kept] = [await ask(request), await ask(request)];
    const {
      date: _date,
      'x-request-id': _id,
      'content-length': _length,
      'server-timing': _timing,
      ...headers
    } = first.headers;
    expect(kept.headers).toMatchObject(headers);
    expect(kept.text.slice(0, 20)).toBe(first.text.slice(0, 20));
  }
});

test('nobody is sent an answer that was kept for another token', async () => {
  const tokens = ['one', 'two'].map((name) => ({ name, token: `a-token-of-caller-${name}` }));
  const callers: string[] = [];
  await start({ tokens, onContext: ({ caller }) => callers.push(caller) });
  for (const { token } of [...tokens, ...tokens]) {
    await ask({ headers: { authorization: `Bearer ${token}` } });
  }
  expect(callers).toEqual(['one', 'two']);
  expect((await ask()).status).toBe(401);
  expect((await ask({ headers: { authorization: 'Bearer a-wrong-token-of-nobody' } })).status).toBe(401);
});

test('a page that may not ask is refused whatever is kept', async () => {
  await start();
  await ask();
  expect((await ask({ headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
});

test.each<[string, LocalGatewayOptions]>([
  ['does not last', { lasting: false }],
  [
    'has an error',
    { resolve: () => Promise.reject(new GatewayError('UPSTREAM_UNAVAILABLE', 'It did not answer.')) },
  ],
])('an answer that %s is executed each time', async (_what, options) => {
  const resolve = await start(options);
  await ask();
  await ask();
  expect(resolve).toHaveBeenCalledTimes(2);
});

test('one byte more in the request makes another question of it', async () => {
  const resolve = await start();
  for (const query of ['{ nullable }', '{  nullable }']) await ask({ body: JSON.stringify({ query }) });
  await ask({ body: JSON.stringify({ query: '{ nullable }', variables: { n: 1 } }) });
  await ask({ headers: { accept: 'application/graphql-response+json' } });
  await ask({ ...GET, headers: JSON_ACCEPTED });
  expect(resolve).toHaveBeenCalledTimes(5);
});

test('HEAD is answered as GET is, without the body', async () => {
  const resolve = await start();
  const head = await ask({ ...GET, method: 'HEAD', headers: JSON_ACCEPTED });
  const get = await ask({ ...GET, headers: JSON_ACCEPTED });
  expect([head.status, head.text, head.headers.etag]).toEqual([200, '', get.headers.etag]);
  expect(get.text).toContain('fine');
  expect(resolve).toHaveBeenCalledTimes(1);
});

test('a client that has the answer by GET is told so, on the first time and later', async () => {
  await start();
  const etag = (await ask({ ...GET, headers: JSON_ACCEPTED })).headers.etag;
  const again = await ask({ ...GET, headers: { ...JSON_ACCEPTED, 'if-none-match': String(etag) } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test.each([
  ['br', 'gzip, deflate, br'],
  ['gzip', 'gzip, br;q=0'],
])('a long kept answer is sent as %s to who accepts "%s"', async (coding, accepted) => {
  await start({ resolve: () => LONG });
  await ask();
  const coded = await vi.waitFor(async () => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'accept-encoding': accepted, 'content-type': 'application/json', accept: '' },
      body: JSON.stringify({ query: '{ nullable }' }),
    });
    expect(answer.headers.get('content-encoding')).toBe(coding);
    expect(Number(answer.headers.get('content-length'))).toBeLessThan(1000);
    return answer;
  }, 5000);
  // fetch decodes it.
  expect(await coded.text()).toBe((await ask({ headers: { accept: '' } })).text);
});

test('who accepts no coding gets none, and short answers have none', async () => {
  await start();
  for (let time = 0; time < 3; time += 1) {
    const { headers } = await ask({ headers: { 'accept-encoding': 'gzip, br' } });
    expect(headers['content-encoding']).toBeUndefined();
  }
});

test('the answers that were asked for longest ago give way when the room is full', async () => {
  const resolve = await start({ resolve: () => LONG, answerCacheBytes: 100_000 });
  const question = (n: number) => ({ body: JSON.stringify({ query: '{ nullable }', variables: { n } }) });
  for (let n = 0; n < 20; n += 1) await ask(question(n));
  expect(resolve).toHaveBeenCalledTimes(20);
  // There was no room for the last, until it is asked for again.
  for (let time = 0; time < 3; time += 1) await ask(question(19));
  expect(resolve).toHaveBeenCalledTimes(21);
  await ask(question(0));
  expect(resolve).toHaveBeenCalledTimes(22);
  expect(await metric('gateway_answer_cache_bytes')).toBeLessThanOrEqual(100_000);
});

test('nothing is kept where the room is 0', async () => {
  const resolve = await start({ answerCacheBytes: 0 });
  await ask();
  await ask();
  expect(resolve).toHaveBeenCalledTimes(2);
});

test('telemetry counts hits and misses, and the log has a line for each hit', async () => {
  await start();
  const body = JSON.stringify({ query: 'query Known { nullable }' });
  await ask({ body });
  await ask({ body });
  await ask({ body });
  expect(await metric('gateway_answer_cache_requests_total{outcome="hit"}')).toBe(2);
  expect(await metric('gateway_answer_cache_requests_total{outcome="miss"}')).toBe(1);
  expect(await metric('gateway_answer_cache_answers')).toBe(1);
  const lines = gateway
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'request');
  expect(lines.map(({ operation, upstreamCalls, status }) => [operation, upstreamCalls, status])).toEqual([
    ['Known', 2, 200],
    ['Known', 0, 200],
    ['Known', 0, 200],
  ]);
});

test('an answer to a document that is named by its hash is kept, too', async () => {
  const resolve = await start({ persisted: { automatic: true, documents: undefined, only: false } });
  const query = '{ nullable }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  await ask({ body: JSON.stringify({ query, extensions }) });
  await ask({ body: JSON.stringify({ extensions }) });
  const kept = await ask({ body: JSON.stringify({ extensions }) });
  expect(JSON.parse(kept.text).data).toEqual({ nullable: 'fine' });
  expect(resolve).toHaveBeenCalledTimes(2);
});

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

test('once the room is full, what is asked once pushes nothing out', async () => {
  const resolve = await start({ resolve: () => LONG, answerCacheBytes: 100_000 });
  const question = (n: number) => ({ body: JSON.stringify({ query: '{ nullable }', variables: { n } }) });
  for (let n = 0; n < 100; n += 1) await ask(question(n));
  await ask(question(0));
  expect(resolve).toHaveBeenCalledTimes(100);
});

import { afterEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { NO_PERSISTED_OPERATIONS } from '../../src/server/persisted-operations.ts';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { rawRequest } from './raw-request.ts';

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

const failing = () => {
  throw new GatewayError('UPSTREAM_RATE_LIMITED', 'Too many wait. Come again.', { retryAfterMs: 3000 });
};

/** A parameter of the Accept header with which a query goes through Yoga's HTTP layer. */
const LONG_WAY = ';charset=utf-8';

test.each<[string, object, (() => unknown)?]>([
  ['values', { query: '{ nullable number page(first: 2) { nodes { id } } }' }],
  ['aliases and fragments', { query: '{ a: nullable ...F } fragment F on Query { row { again { id } } }' }],
  ['a variable', { query: 'query Q($n: Int) { number(n: $n) }', variables: { n: 3 } }],
  ['a wrong variable', { query: 'query Q($n: Int) { number(n: $n) }', variables: { n: 'three' } }],
  ['a wrong literal', { query: '{ number(n: "three") }' }],
  ['a field that is not there', { query: '{ missing }' }],
  ['no GraphQL', { query: '{ nullable' }],
  ['an operation that is not there', { query: 'query A { nullable }', operationName: 'B' }],
  ['the schema', { query: '{ __schema { queryType { name } } }' }],
  ['too many fields', { query: `{ ${Array.from({ length: 60 }, (_, n) => `a${n}: nullable`).join(' ')} }` }],
  ['an expected error', { query: '{ nullable number }' }, failing],
  ['an expected error and nothing else', { query: '{ required }' }, failing],
  [
    'an unexpected error',
    { query: '{ number nullable }' },
    () => {
      throw new Error('a secret');
    },
  ],
  ['an unknown hash', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
  ['an unknown parameter', { query: '{ nullable }', more: 1 }],
  ['variables that are none', { query: '{ nullable }', variables: [] }],
  ['no query', {}],
  ['an empty name of an operation', { query: '{ number }', operationName: '' }],
  [
    'a question mark',
    { query: 'query($n: Int) { number(n: $n) }', x: '?', variables: { n: 3, text: 'a?b' } },
  ],
  ['a persisted document', { documentId: 'two', operationName: 'B', variables: { n: 3 } }],
  ['a persisted document by its hash', { extensions: { persistedQuery: { version: 1, sha256Hash: 'two' } } }],
  [
    'a persisted document and wrong variables',
    { documentId: 'two', operationName: 'B', variables: { n: 'x' } },
  ],
  ['an id of nothing', { documentId: 'other' }],
  ['a persisted document whose parts have one label', { documentId: 'labels' }],
  [
    'an id and a hash',
    { documentId: 'two', extensions: { persistedQuery: { version: 1, sha256Hash: 'two' } } },
  ],
  ['an id that is empty', { documentId: '', query: '{ nullable }' }],
])('a query with %s is answered alike on both ways', async (_what, body, resolve) => {
  const documents = new Map([
    ['two', 'query A { nullable } query B($n: Int) { number(n: $n) }'],
    ['labels', '{ ... @defer(label: "a") { nullable } ... @defer(label: "a") { number } }'],
  ]);
  gateway = await startLocalGateway({
    persisted: { ...NO_PERSISTED_OPERATIONS, documents },
    ...(resolve && { resolve }),
  });
  for (const method of ['POST', 'GET']) {
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      const ask = async (sent: object, parameter = '') => {
        const asked =
          method === 'POST'
            ? { body: JSON.stringify(sent) }
            : { method, path: `/graphql?${new URLSearchParams(Object.entries(sent).map(asText))}` };
        const headers = { accept: accept + parameter };
        const { status, headers: got, text } = await rawRequest(gateway.url, { headers, ...asked });
        const { date: _date, 'x-request-id': _id, 'server-timing': _timing, ...others } = got;
        return { status, headers: others, answer: JSON.parse(text) };
      };
      const first = await ask(body, LONG_WAY);
      expect(await ask(body), method).toEqual(first);
    }
  }
});

function asText([name, value]: [string, unknown]): [string, string] {
  return [name, typeof value === 'string' ? value : JSON.stringify(value)];
}

describe.each([
  ['long', LONG_WAY],
  ['short', ''],
])('on the %s way', (_way, parameter) => {
  async function start(options: Parameters<typeof startLocalGateway>[0]) {
    gateway = await startLocalGateway({ resolve: () => new Promise(() => {}), ...options });
  }

  const ask = (query: string, signal?: AbortSignal) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: `application/json${parameter}` },
      body: JSON.stringify({ query }),
      signal: signal ?? null,
    });

  test('a client that leaves while its answer is awaited is no failure', async () => {
    let aborted = false;
    await start({
      onContext: ({ signal }) => signal().addEventListener('abort', () => (aborted = true)),
    });
    const leaving = new AbortController();
    const asked = ask('query Left { number nullable }', leaving.signal);
    setTimeout(() => leaving.abort(), 50);
    await expect(asked).rejects.toThrow();
    await vi.waitFor(() => expect(gateway.log()).toContain('client left'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(aborted).toBe(true);
    expect(gateway.log()).not.toContain('"level":50');
  });

  test('an operation that overstays is stopped, and told so', async () => {
    await start({ requestTimeoutMs: 40, graceMs: 10 });
    const answer = await (await ask('{ number nullable }')).json();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'TIMEOUT' } }]);
    expect(answer.data).toBeUndefined();
    expect(gateway.log()).not.toContain('"level":50');
  });
});

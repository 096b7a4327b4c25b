import { afterEach, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { rawRequest } from './raw-request.ts';

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

const failing = () => {
  throw new GatewayError('UPSTREAM_RATE_LIMITED', 'Too many wait. Come again.', { retryAfterMs: 3000 });
};

// The first query with an Accept header goes through Yoga's HTTP layer, and later plain ones around it.
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
])('a query with %s is answered alike on both ways', async (_what, body, resolve) => {
  gateway = await startLocalGateway(resolve ? { resolve } : {});
  for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
    const ask = async (sent: object) => {
      const request = { headers: { accept }, body: JSON.stringify(sent) };
      const { status, headers, text } = await rawRequest(gateway.url, request);
      const { date: _date, 'x-request-id': _id, 'server-timing': _timing, ...others } = headers;
      return { status, headers: others, answer: JSON.parse(text) };
    };
    const first = await ask(body);
    await ask({ query: '{ number }' });
    expect(await ask(body)).toEqual(first);
  }
});

import { afterEach, expect, test } from 'vitest';
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts';

const FOR_EVER = 'private, max-age=31536000, immutable';

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

async function cacheControl(query: string, options: LocalGatewayOptions): Promise<string | null> {
  gateway = await startLocalGateway(options);
  const url = `${gateway.url}/graphql?query=${encodeURIComponent(query)}`;
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  await answer.text();
  return answer.headers.get('cache-control');
}

// Of the tiny schema's fields `nullable` is proven to read nothing past the operation, and the others are not.
test.each(['{ nullable }', '{ __typename nullable }', '{ ...F } fragment F on Query { a: nullable }'])(
  'an answer may be kept for ever when all that it read lasts: %s',
  async (query) => {
    expect(await cacheControl(query, { lasting: true })).toBe(FOR_EVER);
  },
);

test.each([
  '{ number }',
  '{ nullable number }',
  '{ nullable __schema { queryType { name } } }',
  '{ nullable __type(name: "Query") { name } }',
  '{ nullable ...F } fragment F on Query { ... { number } }',
])('a field of which nothing is proven makes an answer one that is not stored: %s', async (query) => {
  expect(await cacheControl(query, { lasting: true })).toBe('no-store');
});

test('an answer that does not last is not stored', async () => {
  expect(await cacheControl('{ nullable }', { lasting: false })).toBe('no-store');
});

test('an answer with an error is not stored', async () => {
  const resolve = () => Promise.reject(new Error('broken'));
  expect(await cacheControl('{ nullable }', { lasting: true, resolve })).toBe('no-store');
});

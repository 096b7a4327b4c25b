import { afterEach, expect, test, vi } from 'vitest';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { rawRequest } from './raw-request.ts';

let gateway: LocalGateway;
afterEach(async () => {
  await gateway.close(0);
});

async function idOf(headers: Readonly<Record<string, string>>, path = '/graphql') {
  const answer = await rawRequest(gateway.url, { headers, path });
  return answer.headers['x-request-id'];
}

test("a client's request id is in its answer and in the log, also of a refusal", async () => {
  gateway = await startLocalGateway();
  expect(await idOf({ 'x-request-id': 'trace-1:a/b' })).toBe('trace-1:a/b');
  await vi.waitFor(() => expect(gateway.log()).toContain('"requestId":"trace-1:a/b"'));
  expect(await idOf({ 'x-request-id': 'refused-2' }, '/nowhere')).toBe('refused-2');
  await vi.waitFor(() => expect(gateway.log()).toContain('"requestId":"refused-2"'));
});

test("the log line of an unexpected error has its request's id, and there is one line", async () => {
  gateway = await startLocalGateway({
    resolve: () => {
      throw new TypeError('a fault of ours');
    },
  });
  // The first way is Yoga's own, the second the short one of plain queries.
  for (const id of ['broken-1', 'broken-2']) {
    expect(await idOf({ 'x-request-id': id, accept: 'application/json' })).toBe(id);
    await vi.waitFor(() => expect(gateway.log()).toContain(`"requestId":"${id}"`));
  }
  const lines = gateway
    .log()
    .split('\n')
    .filter((line) => line.includes('"msg":"unexpected error"'));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('"requestId":"broken-1"');
  expect(lines[1]).toContain('"requestId":"broken-2"');
  expect(lines[1]).toContain('a fault of ours');
});

test.each(['', 'a b', 'x"y', '<script>', 'x'.repeat(129)])(
  'a request id that is unsafe or too long is replaced by one of our own: %j',
  async (given) => {
    gateway = await startLocalGateway();
    expect(await idOf({ 'x-request-id': given })).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test('each request without an id gets another one', async () => {
  gateway = await startLocalGateway();
  expect(await idOf({})).not.toBe(await idOf({}));
});

import { afterEach, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { allParts, askInParts, errorsOf, partsOf } from '../support/answer-parts.ts';
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts';

const DEFERRED = 'query Deferred { number ... @defer { nullable } }';
const SECRET = 'a-secret-of-eighteen';

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

async function start(options: LocalGatewayOptions) {
  gateway = await startLocalGateway(options);
  return `${gateway.url}/graphql`;
}

function logged(message: string): Record<string, unknown>[] {
  return gateway
    .log()
    .split('\n')
    .filter((line) => line.includes(`"msg":"${message}"`))
    .map((line) => JSON.parse(line));
}

/** Resolves later, so that its part does not come with the first. */
const later = (settle: () => unknown) => async () => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return settle();
};

test('an unexpected error in a later part is masked and logged', async () => {
  const url = await start({
    resolve: later(() => {
      throw new Error('the inner workings');
    }),
  });
  const parts = await allParts(await askInParts(url, DEFERRED));
  expect(parts).toHaveLength(2);
  expect(errorsOf(parts)).toMatchObject([
    { path: ['nullable'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
  ]);
  expect(JSON.stringify(parts)).not.toContain('the inner workings');
  expect(logged('unexpected error')).toHaveLength(1);
});

test('secrets are taken out of messages in later parts', async () => {
  const url = await start({
    secrets: [SECRET],
    resolve: later(() => {
      throw new GatewayError('UPSTREAM_REJECTED', `no, ${SECRET}`);
    }),
  });
  const parts = await allParts(await askInParts(url, DEFERRED));
  expect(errorsOf(parts)).toMatchObject([{ extensions: { code: 'UPSTREAM_REJECTED' } }]);
  expect(JSON.stringify(parts)).not.toContain(SECRET);
});

test('the log has one line for all parts, with the codes of their errors', async () => {
  const url = await start({
    resolve: later(() => {
      throw new GatewayError('UPSTREAM_REJECTED', 'no');
    }),
  });
  await allParts(await askInParts(url, DEFERRED));
  await vi.waitFor(() => expect(logged('request')).toHaveLength(1));
  expect(logged('request')[0]).toMatchObject({
    operation: 'Deferred',
    status: 200,
    upstreamCalls: 2,
    errors: ['UPSTREAM_REJECTED'],
  });
});

test('an operation that overstays is stopped, and its last part says why', async () => {
  const url = await start({ requestTimeoutMs: 50, graceMs: 50, resolve: () => new Promise(() => {}) });
  const parts = await allParts(await askInParts(url, DEFERRED));
  expect(parts).toMatchObject([
    { data: { number: 1 }, hasNext: true },
    { errors: [{ extensions: { code: 'TIMEOUT' } }], hasNext: false, extensions: { upstream: { calls: 2 } } },
  ]);
});

test('the signal of an operation is aborted when its client leaves between two parts', async () => {
  let signal: AbortSignal | undefined;
  const url = await start({
    resolve: () => new Promise(() => {}),
    onContext: (asked) => {
      signal = asked.signal();
    },
  });
  const leaving = new AbortController();
  const response = await askInParts(url, DEFERRED, { signal: leaving.signal });
  await response.body?.getReader().read();
  expect(signal?.aborted).toBe(false);
  leaving.abort();
  await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  await vi.waitFor(() => expect(logged('request')).toMatchObject([{ status: 'client left' }]));
  expect(logged('unexpected error')).toEqual([]);
});

test('a query that is answered from the short way of plain queries is never executed twice for its directives', async () => {
  const resolve = vi.fn(() => 'fine');
  const url = await start({ resolve });
  await (await askInParts(url, '{ number }', { accept: '*/*' })).text();
  await allParts(await askInParts(url, DEFERRED.replace('@defer', '@ defer'), { accept: '*/*' }));
  expect(resolve).toHaveBeenCalledTimes(1);
});

test('a client that leaves between two parts is no failure', async () => {
  const url = await start({ resolve: () => new Promise((resolve) => setTimeout(resolve, 300, 'late')) });
  const leaving = new AbortController();
  const response = await askInParts(url, DEFERRED, { signal: leaving.signal });
  for await (const part of partsOf(response)) if (part.hasNext) break;
  leaving.abort();
  await vi.waitFor(() => expect(logged('request')).toHaveLength(1), 10_000);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(logged('request failed')).toEqual([]);
});

import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { GatewayError } from '../../src/errors.ts';
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts';

const SECRET = 'the-password-of-the-database';
const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .default([]),
  extensions: z.looseObject({}).optional(),
});

let gateway: LocalGateway | undefined;
afterEach(() => gateway?.close(0));

describe('an error', () => {
  test('that nobody expected is masked for the client and logged whole', async () => {
    const { errors, text } = await ask('{ nullable }', { resolve: throws(new Error(SECRET)) });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(errors[0]?.message).toMatch(/^Unexpected error\./);
    expect(text).not.toContain(SECRET);
    expect(gateway?.log()).toContain(SECRET);
  });

  test('that is meant for the client arrives with its code, its words and its details', async () => {
    const error = new GatewayError('TOO_MANY_IDS', 'Ask for fewer.', { most: 1000 });
    const { errors } = await ask('{ nullable }', { resolve: throws(error) });
    expect(errors).toMatchObject([
      { message: 'Ask for fewer.', extensions: { code: 'TOO_MANY_IDS', most: 1000 } },
    ]);
  });

  test('that is meant for the client is not masked when it comes before the first resolver', async () => {
    const { errors, headers } = await ask('{ nullable }', {
      onContext: throws(new GatewayError('OVERLOADED', 'Later.', { retryAfterMs: 900 })),
    });
    expect(errors).toMatchObject([{ message: 'Later.', extensions: { code: 'OVERLOADED' } }]);
    expect(headers.get('retry-after')).toBe('1');
  });
});

describe('Retry-After', () => {
  const resolve = throws(new GatewayError('OVERLOADED', 'Later.', { retryAfterMs: 1500 }));

  test('tells in whole seconds, rounded up, when nothing could be answered', async () => {
    const { headers, text } = await ask('{ required }', { resolve });
    expect(headers.get('retry-after')).toBe('2');
    expect(text).not.toContain('"http"');
  });

  test('is not sent when a part was answered', async () => {
    const { headers, data } = await ask('{ nullable number }', { resolve });
    expect(data).toEqual({ nullable: null, number: 1 });
    expect(headers.get('retry-after')).toBeNull();
  });
});

describe('a wrong query', () => {
  test.each([
    ['that does not parse', '{', {}, 'GRAPHQL_PARSE_FAILED'],
    ['that asks for an unknown field', '{ nonsense }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['that passes an unknown argument', '{ number(m: 1) }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['with a wrong literal', '{ number(n: "x") }', {}, 'BAD_USER_INPUT'],
    ['with a wrong variable', 'query($n: Int) { number(n: $n) }', { n: 'x' }, 'BAD_USER_INPUT'],
  ])('%s is refused as what it is', async (_title, query, variables, code) => {
    const { errors } = await ask(query, {}, variables);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  test('that is longer than a megabyte is refused', async () => {
    const { status, errors } = await ask('{ nullable }', {}, { long: 'x'.repeat(1_000_000) });
    expect([status, errors[0]?.extensions.code]).toEqual([413, 'REQUEST_ENTITY_TOO_LARGE']);
  });
});

test('every executed operation tells what it cost, and leaves one line in the log', async () => {
  const { extensions } = await ask('query Named { nullable }');
  expect(extensions).toEqual({ upstream: { calls: 2, waitMs: 7 } });
  await gateway?.close(1000);
  const lines = (gateway?.log() ?? '').trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ operation: 'Named', type: 'query', status: 200 });
});

async function ask(query: string, options: LocalGatewayOptions = {}, variables: object = {}) {
  gateway = await startLocalGateway(options);
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    ...answerShape.parse(JSON.parse(text)),
  };
}

function throws(error: Error): () => never {
  return () => {
    throw error;
  };
}

import { describe, expect, test } from 'vitest';
import { JODOO_CODES } from '../../src/jodoo/contract.ts';
import { isAboutIds, isLockedOut } from '../../src/jodoo/upstream-error.ts';
import { answering, failureOf, openClient, PAGE, startUpstream } from './upstream.ts';

const BY_CODE = [
  [1, 'UPSTREAM_REJECTED', 'final', 'ids of the query'],
  [2004, 'UPSTREAM_REJECTED', 'final', 'an app of the query does not exist'],
  [7103, 'UPSTREAM_FORBIDDEN', 'final', 'suspended'],
  [7206, 'UPSTREAM_FORBIDDEN', 'final', 'used more than its plan'],
  [8017, 'UPSTREAM_FORBIDDEN', 'final', 'does not exist or was closed'],
  [8301, 'UPSTREAM_UNAUTHORIZED', 'final', 'JODOO_API_KEY'],
  [8302, 'UPSTREAM_FORBIDDEN', 'final', 'paid plans'],
  [8303, 'UPSTREAM_RATE_LIMITED', 'refused', "organization's limit"],
  [8304, 'UPSTREAM_RATE_LIMITED', 'refused', "endpoint's limit of one request a second"],
  [17017, 'UPSTREAM_REJECTED', 'final', 'ids of the query'],
  [17018, 'UPSTREAM_UNAUTHORIZED', 'final', 'JODOO_API_KEY'],
  [17052, 'UPSTREAM_FORBIDDEN', 'final', 'list of allowed IP addresses'],
  [17053, 'UPSTREAM_FORBIDDEN', 'final', 'apps that the key may use'],
  [17054, 'UPSTREAM_FORBIDDEN', 'final', 'APIs that the key may use'],
  [99999, 'UPSTREAM_REJECTED', 'final', 'ids of the query'],
] as const;

test('every code of the contract has a row here', () => {
  const rows = new Set(BY_CODE.map(([code]): number => code));
  expect(Object.values(JODOO_CODES).filter((code) => !rows.has(code))).toEqual([]);
});

describe('a failure with HTTP 400 and a code', () => {
  test.each(BY_CODE)('%i is %s, %s, in words of its own', async (jodooCode, code, kind, words) => {
    const { client } = await startUpstream(answering(400, JSON.stringify({ code: jodooCode, msg: 'no' })));
    const error = await failureOf(client.call('app', PAGE));
    expect(error).toMatchObject({ code, kind, upstream: { code: jodooCode, status: 400 } });
    expect(error.details).toMatchObject({ retryable: kind !== 'final' });
    expect(error.message).toContain(words);
    expect(error.message).toContain(`code ${jodooCode} (no)`);
  });

  test('is the same when a gateway wraps it in HTTP 200', async () => {
    const { client } = await startUpstream(answering(200, '{"code": 8302, "msg": "no"}'));
    expect(await failureOf(client.call('member', PAGE))).toMatchObject({
      code: 'UPSTREAM_FORBIDDEN',
      upstream: { code: 8302, status: 200 },
    });
  });
});

describe('the HTTP status decides', () => {
  test.each([
    [401, 99999, 'UPSTREAM_UNAUTHORIZED', 'final'],
    [403, 99999, 'UPSTREAM_FORBIDDEN', 'final'],
    [403, 17017, 'UPSTREAM_FORBIDDEN', 'final'],
    [403, 17018, 'UPSTREAM_UNAUTHORIZED', 'final'],
    [403, 8304, 'UPSTREAM_RATE_LIMITED', 'refused'],
    [429, 99999, 'UPSTREAM_RATE_LIMITED', 'refused'],
    [429, 17017, 'UPSTREAM_RATE_LIMITED', 'refused'],
    [429, 8302, 'UPSTREAM_RATE_LIMITED', 'refused'],
    [404, 1, 'UPSTREAM_INVALID_RESPONSE', 'final'],
    [404, 2004, 'UPSTREAM_REJECTED', 'final'],
    [502, 8302, 'UPSTREAM_UNAVAILABLE', 'transient'],
  ] as const)('HTTP %i with code %i is %s, %s', async (status, jodooCode, code, kind) => {
    const { client } = await startUpstream(answering(status, JSON.stringify({ code: jodooCode, msg: 'no' })));
    expect(await failureOf(client.call('app', PAGE))).toMatchObject({ code, kind });
  });

  test.each([
    [301, 'UPSTREAM_INVALID_RESPONSE', 'final', 'JODOO_BASE_URL'],
    [401, 'UPSTREAM_UNAUTHORIZED', 'final', 'JODOO_API_KEY'],
    [403, 'UPSTREAM_UNAUTHORIZED', 'final', 'proxy'],
    [404, 'UPSTREAM_INVALID_RESPONSE', 'final', 'JODOO_BASE_URL'],
    [429, 'UPSTREAM_RATE_LIMITED', 'refused', 'Try again in a few seconds'],
    [500, 'UPSTREAM_UNAVAILABLE', 'transient', 'Try again'],
    [502, 'UPSTREAM_UNAVAILABLE', 'transient', 'Try again'],
  ] as const)('HTTP %i without JSON is %s, %s', async (status, code, kind, words) => {
    for (const text of ['', '<html>no</html>', '{"error": "no"}', 'x'.repeat(1_000_000)]) {
      const { client } = await startUpstream(answering(status, text, 'text/plain'));
      const error = await failureOf(client.call('organization', PAGE));
      expect(error).toMatchObject({ code, kind, upstream: { code: null, status } });
      expect(error.message).toContain(words);
    }
  });
});

describe('a web page where JSON belongs', () => {
  test.each([
    ['by its text', '  <!DOCTYPE html><title>Sign in</title>', 'application/json'],
    ['by its type', 'Sign in', 'text/html; charset=utf-8'],
    ['that is large', `<html>${'x'.repeat(1_000_000)}`, 'text/html'],
  ])('%s asks for a proxy or a wrong JODOO_BASE_URL', async (_how, text, type) => {
    const { client } = await startUpstream(answering(200, text, type));
    const error = await failureOf(client.call('app', PAGE));
    expect(error).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', kind: 'final' });
    expect(error.message).toMatch(/proxy .* JODOO_BASE_URL wrong\?/);
    expect(error.message).not.toContain('report');
  });
});

test('an address where nobody listens is UPSTREAM_UNAVAILABLE, and the reason is in the message', async () => {
  const error = await failureOf(openClient('http://127.0.0.1:1/api').call('app', PAGE));
  expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', kind: 'transient' });
  expect(error.message).toContain('ECONNREFUSED');
});

describe('the key is locked out', () => {
  test.each([
    [8301, true],
    [17018, true],
    [8302, true],
    [17052, true],
    [17054, true],
    [17053, false],
    [17017, false],
    [8303, false],
  ])('by code %i: %s', async (jodooCode, lockedOut) => {
    const { client } = await startUpstream(answering(400, JSON.stringify({ code: jodooCode, msg: 'no' })));
    const error = await failureOf(client.call('app', PAGE));
    expect(isLockedOut(error)).toBe(lockedOut);
    expect(isAboutIds(error)).toBe([17017, 17053].includes(jodooCode));
  });
});

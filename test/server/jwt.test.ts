/** JWTs as tokens: a real identity provider on loopback, and everything that a token can be instead of right. */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createJwtCheck } from '../../src/server/jwt-check.ts';
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts';
import { codeOf, rawRequest } from './raw-request.ts';

const ISSUER = 'https://id.example/';
const AUDIENCE = 'usage';
const COOLDOWN_MS = 300;
const ANNA = { name: 'anna', token: 'a-right-token-of-anna' };

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: object;
}

async function newKey(kid: string, alg = 'RS256'): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Publishes keys; `status` other than 200 is all that it answers then. */
async function startProvider(...keys: readonly Key[]) {
  const state = { keys, status: 200, fetches: 0 };
  const server = createServer((_request, response) => {
    state.fetches += 1;
    response.writeHead(state.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: state.keys.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections());
  return Object.assign(state, { url: `http://127.0.0.1:${address.port}/keys`, close });
}

const opened: { close(deadlineMs: number): Promise<unknown> }[] = [];
let gateway: LocalGateway;
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close(0);
});

async function start(keys: readonly Key[], options: LocalGatewayOptions = {}) {
  const provider = await startProvider(...keys);
  opened.push(provider);
  const log = { warn: vi.fn<(fields: object, message: string) => void>() };
  const jwt = await createJwtCheck({
    jwksUrl: provider.url,
    issuer: ISSUER,
    audience: AUDIENCE,
    log,
    retryMs: COOLDOWN_MS,
    cooldownMs: COOLDOWN_MS,
  });
  gateway = await startLocalGateway({ jwt, ...options });
  opened.push(gateway);
  const send = (token?: string, path?: string) =>
    rawRequest(gateway.url, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(path !== undefined && { method: 'GET', path }),
    });
  return { provider, send, log };
}

interface Changes {
  readonly claims?: JWTPayload;
  readonly expires?: string | number | null;
  readonly alg?: string;
  readonly kid?: string;
  readonly secret?: CryptoKey | Uint8Array;
}

function signed(
  key: Key,
  { claims = {}, expires = '5m', alg = 'RS256', kid = key.kid, secret }: Changes = {},
) {
  const jwt = new SignJWT({ sub: 'anna@example.com', iss: ISSUER, aud: AUDIENCE, ...claims });
  if (expires !== null) jwt.setExpirationTime(expires);
  return jwt.setProtectedHeader({ alg, kid }).sign(secret ?? key.privateKey);
}

const seconds = () => Math.floor(Date.now() / 1000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const right = await newKey('right');

describe('a right JWT', () => {
  test('lets its subject in, under that name in the context and the log, and as one of many in telemetry', async () => {
    const onContext = vi.fn<(asked: { caller: string }) => void>();
    const { send, provider } = await start([right], { onContext });
    const token = await signed(right);
    expect((await send(token)).status).toBe(200);
    expect(onContext).toHaveBeenCalledWith(expect.objectContaining({ caller: 'anna@example.com' }));
    await vi.waitFor(() => expect(gateway.log()).toContain('"caller":"anna@example.com"'));
    const { text } = await send(token, '/metrics');
    expect(text).toContain('gateway_requests_total{status="200",caller="jwt"} 1');
    expect(gateway.log() + text).not.toContain(token);
    expect(JSON.parse((await send(token, '/ready')).text)).toHaveProperty('upstream');
    // The keys are kept.
    expect(provider.fetches).toBe(1);
  });

  test.each(['ES256', 'PS256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const key = await newKey('other', alg);
    const { send } = await start([right, key]);
    expect((await send(await signed(key, { alg }))).status).toBe(200);
  });

  test('may come a little early or late, for clocks differ', async () => {
    const { send } = await start([right]);
    const late = await signed(right, { expires: seconds() - 10 });
    const early = await signed(right, { claims: { nbf: seconds() + 10 } });
    expect([(await send(late)).status, (await send(early)).status]).toEqual([200, 200]);
  });

  test('stands beside the tokens, and whoever bears the name of one does not share its turns', async () => {
    const onContext = vi.fn<(asked: { caller: string }) => void>();
    const { send } = await start([right], { tokens: [ANNA], onContext });
    expect((await send(ANNA.token)).status).toBe(200);
    expect((await send(await signed(right, { claims: { sub: 'anna' } }))).status).toBe(200);
    expect(onContext.mock.calls.map(([{ caller }]) => caller)).toEqual(['anna', 'jwt:anna']);
  });

  test('signed with a new key is accepted once the keys have been rotated, and one with the old key no more', async () => {
    const { send, provider } = await start([right]);
    const old = await signed(right);
    expect((await send(old)).status).toBe(200);
    const next = await newKey('next');
    provider.keys = [next];
    const fresh = await signed(next);
    await vi.waitFor(async () => expect((await send(fresh)).status).toBe(200), 10_000);
    expect(provider.fetches).toBe(2);
    expect((await send(old)).status).toBe(401);
  });
});

describe('a wrong JWT is refused with what is wrong', () => {
  const none = async () =>
    `${part({ alg: 'none' })}.${part({ sub: 'anna', iss: ISSUER, aud: AUDIENCE, exp: seconds() + 300 })}.`;
  test.each([
    ['that has expired', () => signed(right, { expires: seconds() - 60 }), 'has expired'],
    ['without an end', () => signed(right, { expires: null }), "'exp'"],
    ['that is not valid yet', () => signed(right, { claims: { nbf: seconds() + 600 } }), "'nbf'"],
    ['of another issuer', () => signed(right, { claims: { iss: 'https://evil.example/' } }), "'iss'"],
    ['for somebody else', () => signed(right, { claims: { aud: 'billing' } }), "'aud'"],
    ['without a subject', () => signed(right, { claims: { sub: '' } }), "'sub'"],
    ['whose subject breaks lines', () => signed(right, { claims: { sub: 'a\nb' } }), "'sub'"],
    ['without a signature', none, 'not signed'],
    [
      'signed with the public key as a secret',
      () => signed(right, { alg: 'HS256', secret: Buffer.from(JSON.stringify(right.jwk)) }),
      'not signed',
    ],
    ['of an unknown key', async () => signed(await newKey('unknown')), 'not signed'],
    ['of another key under a known name', async () => signed(await newKey('right')), 'not signed'],
    [
      'of which a bit was changed',
      async () => (await signed(right)).replace(/\.(.)/, (_all, first) => `.${first === 'e' ? 'f' : 'e'}`),
      'not signed',
    ],
  ])('one %s', async (_what, make, problem) => {
    const { send } = await start([right]);
    const token = await make();
    const answer = await send(token);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(answer.text).toContain(problem);
    expect(answer.headers['www-authenticate']).toContain('invalid_token');
    await vi.waitFor(() => expect(gateway.log()).toContain('"code":"UNAUTHENTICATED"'));
    expect(gateway.log()).not.toContain(token);
  });

  test('and no request at all is let in without one', async () => {
    const { send, provider } = await start([right]);
    expect((await send()).status).toBe(401);
    expect((await send('no-jwt-at-all-but-long')).status).toBe(401);
    expect(provider.fetches).toBe(0);
    // A name of this machine does not help, and a proxy in front does not hurt.
    const authorization = `Bearer ${await signed(right)}`;
    const headers = { host: 'gateway.example', 'x-forwarded-for': '203.0.113.9', authorization };
    expect((await rawRequest(gateway.url, { headers })).status).toBe(200);
  });

  test('many wrong ones are slowed down, and make the keys be fetched only now and then', async () => {
    const { send, provider } = await start([right]);
    const token = await signed(await newKey('unknown'));
    const codes = (await Promise.all(Array.from({ length: 130 }, () => send(token)))).map(codeOf);
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED', 'TOO_MANY_ATTEMPTS']));
    expect(provider.fetches).toBeLessThan(20);
  }, 20_000);
});

describe('while the keys cannot be fetched', () => {
  test('a JWT is neither right nor wrong, the log says why, and tokens are let in', async () => {
    const { send, provider, log } = await start([right], { tokens: [ANNA] });
    provider.status = 500;
    const token = await signed(right);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(token)));
    for (const answer of answers) {
      expect([answer.status, codeOf(answer)]).toEqual([503, 'AUTHENTICATION_UNAVAILABLE']);
      expect(answer.headers['retry-after']).toBe('2');
    }
    expect(provider.fetches).toBeLessThan(10);
    expect(log.warn).toHaveBeenCalledWith(expect.objectContaining({ url: provider.url }), expect.any(String));
    expect((await send(ANNA.token)).status).toBe(200);
    provider.status = 200;
    await vi.waitFor(async () => expect((await send(token)).status).toBe(200), 10_000);
  });

  test('the same holds where nobody listens, and where something else than keys is answered', async () => {
    const { send, provider } = await start([right]);
    await provider.close();
    expect((await send(await signed(right))).status).toBe(503);
    const other = await start([{ ...right, jwk: { kty: 5 } }]);
    other.provider.keys = [];
    Object.assign(other.provider, { keys: [{ jwk: 'no key' }] });
    expect((await other.send(await signed(right))).status).toBe(503);
  });
});

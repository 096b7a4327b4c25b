import { afterEach, describe, expect, test, vi } from 'vitest';
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts';
import { codeOf, type RawRequest, rawRequest } from './raw-request.ts';

const QUERY = `/graphql?query=${encodeURIComponent('{ nullable }')}`;
const JSON_GET = { method: 'GET', path: QUERY, headers: { accept: 'application/graphql-response+json' } };
const ANNA = { name: 'anna', token: 'a-right-token-of-anna' };
const BEN = { name: 'ben', token: 'b-right-token-of-ben' };

let gateway: LocalGateway;
const opened: LocalGateway[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close(0);
});

async function start(options: LocalGatewayOptions = {}) {
  gateway = await startLocalGateway(options);
  opened.push(gateway);
  return (request: RawRequest = {}) => rawRequest(gateway.url, request);
}

describe('a page of another site', () => {
  test.each([
    ['an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', accept: 'image/*' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site', accept: 'application/json' }],
  ])('executes nothing by %s', async (_what, headers) => {
    const resolve = vi.fn<() => string>(() => 'spent');
    const send = await start({ resolve });
    const answer = await send({ method: 'GET', path: QUERY, headers });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
    expect(resolve).not.toHaveBeenCalled();
  });

  test('executes nothing by what its visitors send without Fetch metadata either', async () => {
    const resolve = vi.fn<() => string>(() => 'spent');
    const send = await start({ resolve });
    for (const accept of ['image/avif,image/webp,*/*', '*/*']) {
      const answer = await send({ method: 'GET', path: QUERY, headers: { accept } });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
    }
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
    for (const type of types) {
      const answer = await send({ headers: { 'content-type': type } });
      expect([answer.status, codeOf(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
    expect(resolve).not.toHaveBeenCalled();
  });

  test('may link to GraphiQL, with a query too: the page holds no data, and opens the query without running it', async () => {
    const resolve = vi.fn<() => string>(() => 'spent');
    const send = await start({ resolve });
    const fetchMetadata = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    for (const path of ['/graphql', QUERY]) {
      for (const headers of [{ accept: 'text/html', ...fetchMetadata }, { accept: 'text/html' }]) {
        const answer = await send({ method: 'GET', path, headers });
        expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      }
    }
    expect(resolve).not.toHaveBeenCalled();
  });

  test('may query with CORS when its origin is allowed', async () => {
    const send = await start({ corsOrigins: ['https://dash.example'] });
    const headers = { origin: 'https://dash.example', 'sec-fetch-site': 'cross-site' };
    const answer = await send({ headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe('https://dash.example');
    expect(answer.headers.vary).toMatch(/Origin/);
  });
});

test('a GET that a page could not send unasked is answered', async () => {
  const send = await start();
  for (const headers of [
    { accept: 'application/graphql-response+json' },
    { accept: '*/*', 'graphql-require-preflight': '1' },
    { accept: '*/*', 'sec-fetch-site': 'same-origin', 'apollo-require-preflight': 'yes' },
    // A script's own request, from a page of this origin or from no page at all.
    { accept: '*/*', 'sec-fetch-mode': 'cors' },
  ]) {
    expect((await send({ method: 'GET', path: QUERY, headers })).status).toBe(200);
  }
});

test("a script's GET from a page of another site is refused", async () => {
  const send = await start();
  for (const site of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const headers = { accept: '*/*', 'sec-fetch-mode': 'cors', ...site };
    expect((await send({ method: 'GET', path: QUERY, headers })).status).toBe(403);
  }
});

describe('a malformed request', () => {
  test.each(['localhost:99999999', 'localhost:port', 'a b', 'localhost/..', '[::1', 'user@localhost'])(
    'with Host %s is told 400 and no more',
    async (host) => {
      const send = await start({ tokens: [ANNA] });
      for (const method of ['OPTIONS', 'POST', 'GET']) {
        const answer = await send({ method, headers: { host } });
        expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
        expect(answer.text).not.toMatch(/node_modules|\.ts|at /);
      }
    },
  );

  test.each(['*', 'http://elsewhere.example/graphql'])('with the address %s is told 400', async (path) => {
    const send = await start();
    expect((await send({ method: 'OPTIONS', path })).status).toBe(400);
  });

  test.each([
    ['variables that are no JSON', `${QUERY}&variables=%7B`],
    ['broken percent signs', '/graphql?query=%7B%E0%A4%A'],
    ['no query', '/graphql?operationName=a'],
  ])('with %s is told so, and is no fault of the gateway', async (_what, path) => {
    const send = await start();
    const answer = await send({ ...JSON_GET, path });
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).not.toBe('INTERNAL_SERVER_ERROR');
    expect(gateway.log()).not.toContain('unexpected');
  });

  test.each(['', 'null', '5', '[]', '{"query": 5}', '{"query": "{nullable}", "variables": 5}', '{'])(
    'with the body %j is told so, and is no fault of the gateway',
    async (body) => {
      const send = await start();
      const answer = await send({ body });
      expect(answer.status).toBe(400);
      expect(codeOf(answer)).toBe('BAD_REQUEST');
      expect(gateway.log()).not.toContain('unexpected');
    },
  );
});

describe('without tokens', () => {
  test.each([
    { 'x-forwarded-for': '203.0.113.9' },
    { 'x-forwarded-host': 'gateway.example' },
    { forwarded: 'for=203.0.113.9' },
    { via: '1.1 proxy' },
    { 'x-real-ip': '203.0.113.9' },
  ])('a stranger behind a proxy is refused although the Host is loopback: %o', async (headers) => {
    const send = await start();
    const answer = await send({ headers: { host: '127.0.0.1', ...headers } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
    expect(answer.text).toMatch(/GATEWAY_TOKENS.*AUTH=off/);
    expect((await send({ method: 'GET', path: '/metrics', headers })).status).toBe(403);
  });

  test('everybody is let in where the operator says so', async () => {
    const send = await start({ isOpen: true });
    expect(
      (await send({ headers: { host: 'gateway.example', 'x-forwarded-for': '203.0.113.9' } })).status,
    ).toBe(200);
  });

  test('the caller is the address', async () => {
    const onContext = vi.fn<(asked: { caller: string }) => void>();
    const send = await start({ onContext });
    await send();
    expect(onContext).toHaveBeenCalledWith(expect.objectContaining({ caller: '127.0.0.1' }));
  });
});

describe('with tokens', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test("the caller is the token's name, in the context, the log and telemetry, and the token is nowhere", async () => {
    const onContext = vi.fn<(asked: { caller: string }) => void>();
    const send = await start({ tokens: [ANNA, BEN], onContext });
    await send({ headers: bearer(BEN.token) });
    expect(onContext).toHaveBeenCalledWith(expect.objectContaining({ caller: 'ben' }));
    await vi.waitFor(() => expect(gateway.log()).toContain('"caller":"ben"'));
    const { text } = await send({ method: 'GET', path: '/metrics', headers: bearer(ANNA.token) });
    expect(text).toContain('gateway_requests_total{status="200",caller="ben"} 1');
    expect(gateway.log() + text).not.toContain(BEN.token);
  });

  test('a wrong one reads otherwise than none', async () => {
    const send = await start({ tokens: [ANNA] });
    const [none, wrong] = [await send({}), await send({ headers: bearer('wrong-wrong-wrong-wrong') })];
    expect([none, wrong].map(({ status }) => status)).toEqual([401, 401]);
    expect(none.text).toContain('Send one of');
    expect(wrong.text).toContain('holds none of');
    expect(wrong.text).not.toContain('wrong-wrong');
  });

  test('wrong ones are slowed down and then put off, and a right one beside them is not', async () => {
    const send = await start({ tokens: [ANNA] });
    const wrong = () => send({ headers: bearer('wrong-wrong-wrong-wrong') });
    const outcomes = Promise.all(Array.from({ length: 130 }, wrong));
    expect((await send({ headers: bearer(ANNA.token) })).status).toBe(200);
    const codes = (await outcomes).map(codeOf);
    const putOff = codes.filter((code) => code === 'TOO_MANY_ATTEMPTS').length;
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED', 'TOO_MANY_ATTEMPTS']));
    // 5 are free and 100 may wait at once; some of these may be done before the last one comes.
    expect(putOff).toBeGreaterThan(0);
    expect(putOff).toBeLessThanOrEqual(25);
  });

  test('strangers are told whether it is ready, and those with a token the details', async () => {
    const send = await start({ tokens: [ANNA] });
    const ready = { method: 'GET', path: '/ready' };
    expect(JSON.parse((await send(ready)).text)).toEqual({ ready: true });
    expect(JSON.parse((await send({ ...ready, headers: bearer(ANNA.token) })).text)).toMatchObject({
      upstream: 'http://upstream.example',
    });
  });
});

test('on loopback the details of readiness are told to this machine alone', async () => {
  const send = await start();
  const ready = { method: 'GET', path: '/ready' };
  expect(JSON.parse((await send(ready)).text)).toMatchObject({ upstream: 'http://upstream.example' });
  for (const headers of [{ host: 'gateway.example' }, { 'x-forwarded-for': '203.0.113.9' }]) {
    const answer = await send({ ...ready, headers });
    expect([answer.status, answer.text]).toEqual([200, '{"ready":true}\n']);
  }
});

test('every refusal has a body with its code, a line in the log, and is counted', async () => {
  const send = await start({ tokens: [ANNA], corsOrigins: [] });
  const token = { authorization: `Bearer ${ANNA.token}` };
  const refused: [RawRequest, number, string][] = [
    [{ headers: {} }, 401, 'UNAUTHENTICATED'],
    [{ headers: { origin: 'https://evil.example' } }, 403, 'FORBIDDEN'],
    [{ method: 'GET', path: '/nowhere' }, 404, 'NOT_FOUND'],
    [{ method: 'PUT' }, 405, 'METHOD_NOT_ALLOWED'],
    [{ method: 'DELETE', path: '/health' }, 405, 'METHOD_NOT_ALLOWED'],
    [{ headers: { ...token, accept: 'image/png' } }, 406, 'NOT_ACCEPTABLE'],
    [{ headers: token, body: 'x'.repeat(1_000_001) }, 413, 'REQUEST_ENTITY_TOO_LARGE'],
    [{ headers: { ...token, 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ];
  for (const [request, status, code] of refused) {
    const answer = await send(request);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    await vi.waitFor(() => expect(gateway.log()).toContain(`"code":"${code}"`));
  }
  const { text } = await send({ method: 'GET', path: '/metrics', headers: token });
  for (const [, status, code] of refused) {
    expect(text).toContain(`gateway_refusals_total{status="${status}",code="${code}"}`);
  }
});

test('a method that a path does not know is told which it does', async () => {
  const send = await start();
  expect((await send({ method: 'PUT' })).headers.allow).toBe('GET, HEAD, OPTIONS, POST');
});

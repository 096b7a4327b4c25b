import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deferred } from '../../src/deferred.ts';
import type { Exchange } from '../../src/server/exchange.ts';
import { createHttpServer } from '../../src/server/http-server.ts';
import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from './local-gateway.ts';
import { codeOf, type RawConnection, rawConnection, rawRequest } from './raw-request.ts';

const TOKEN = { name: 'anna', token: 'a-right-token-of-anna' };
const QUICK = { headersMs: 300, requestMs: 600 };

let gateway: LocalGateway;
const opened: { close(deadlineMs: number): Promise<void> }[] = [];
const connections: RawConnection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  for (const each of opened.splice(0)) await each.close(0);
});

async function start(options: LocalGatewayOptions = {}) {
  gateway = await startLocalGateway(options);
  opened.push(gateway);
}

async function connect(text = '') {
  const connection = await rawConnection(gateway.url);
  connections.push(connection);
  if (text !== '') connection.write(text);
  return connection;
}

const head = (path: string, ...more: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', ...more, '', ''].join(
    '\r\n',
  );

describe('a connection is closed', () => {
  test('that never sends a request', async () => {
    await start({ receiveTimeouts: QUICK });
    await (await connect()).closed;
  });

  test('whose headers drip', async () => {
    await start({ receiveTimeouts: QUICK });
    const connection = await connect('GET /health HTTP/1.1\r\nHost: localhost\r\n');
    const drip = setInterval(() => connection.write('x-a: b\r\n'), 50);
    await connection.closed;
    clearInterval(drip);
    expect(connection.received()).toContain('408');
    expect(gateway.log()).toContain('REQUEST_TIMEOUT');
  });

  test('whose body drips', async () => {
    await start({ receiveTimeouts: QUICK });
    const connection = await connect(head('/graphql', 'Content-Length: 1000'));
    const drip = setInterval(() => connection.write(' '), 50);
    await connection.closed;
    clearInterval(drip);
    expect(connection.received()).toContain('408');
  });

  test.each([
    ['of a refused request drips', '/graphql'],
    ['of a request that has none drips', '/nowhere'],
  ])('while the body %s', async (_what, path) => {
    await start({ tokens: [TOKEN] });
    const connection = await connect(head(path, 'Content-Length: 1000'));
    const drip = setInterval(() => connection.write(' '), 50);
    await connection.closed;
    clearInterval(drip);
    expect(connection.received()).toMatch(/^HTTP\/1\.1 40[14]/);
  });

  test.each([
    ['a query', '/graphql', '413'],
    ['a path without bodies', '/health', '405'],
  ])(
    'while an endless body is sent to %s',
    async (_what, path, status) => {
      await start();
      const connection = await connect(head(path, 'Transfer-Encoding: chunked'));
      const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
      let sent = 0;
      let open = true;
      void connection.closed.then(() => {
        open = false;
      });
      while (open && sent < 200 << 20) {
        connection.write(chunk);
        sent += chunk.length;
        await sleep(1);
      }
      expect(open).toBe(false);
      expect(connection.received()).toContain(`HTTP/1.1 ${status}`);
    },
    20_000,
  );

  test('that is one too many', async () => {
    await start({ maxConnections: 10 });
    const kept = await Promise.all(Array.from({ length: 10 }, () => connect()));
    await (await connect('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')).closed;
    kept[0]?.destroy();
    await vi.waitFor(async () => {
      const { status, text } = await rawRequest(gateway.url, { method: 'GET', path: '/metrics' });
      expect(status).toBe(200);
      expect(text).toMatch(/gateway_connections_dropped_total [1-9]/);
    }, 30_000);
  });

  test('on which no HTTP is spoken', async () => {
    await start();
    const connection = await connect('hello\r\n\r\n');
    await connection.closed;
    expect(connection.received()).toMatch(/^HTTP\/1\.1 400[\s\S]*BAD_REQUEST/);
  });

  test('after headers that are too long', async () => {
    await start();
    const connection = await connect(`GET /graphql?query=${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`);
    await connection.closed;
    expect(connection.received()).toMatch(/^HTTP\/1\.1 431[\s\S]*REQUEST_HEADER_FIELDS_TOO_LARGE/);
  });
});

test('a client that sends a small body too late for its refusal can go on with the connection', async () => {
  await start({ tokens: [TOKEN] });
  const connection = await connect(head('/graphql', 'Content-Length: 2'));
  await vi.waitFor(() => expect(connection.received()).toContain('401'));
  connection.write('{}GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await vi.waitFor(() => expect(connection.received()).toContain('"status":"ok"'));
});

describe('a connection of its own server', () => {
  const limits = { maxConnections: 10, headersTimeoutMs: 5000, receiveTimeoutMs: 5000, idleTimeoutMs: 400 };

  async function serve(handle: (exchange: Exchange) => void): Promise<RawConnection> {
    const telemetry = { refused: vi.fn(), connectionDropped: vi.fn() };
    const log = { info: vi.fn(), error: vi.fn() };
    const server = createHttpServer({ handle, done: () => {}, limits, telemetry, log });
    opened.push(server);
    const connection = await rawConnection(await server.listen(0, '127.0.0.1'));
    connections.push(connection);
    return connection;
  }

  test('is closed when nothing moves on it while an answer is awaited', async () => {
    const connection = await serve(() => {});
    connection.write(head('/'));
    await connection.closed;
    expect(connection.received()).toBe('');
  });

  test('lasts as long as an answer goes on', async () => {
    let told = 0;
    const connection = await serve(({ response }) => {
      const tell = setInterval(() => {
        told += 1;
        response.write('word ');
        if (told === 20) response.end('the end');
        if (told === 20) clearInterval(tell);
      }, 100);
    });
    connection.write(head('/', 'Connection: close'));
    await connection.closed;
    expect(connection.received()).toContain('the end');
  });
});

describe('kept answers', () => {
  const post = (query: string, ...more: string[]) => {
    const body = JSON.stringify({ query });
    return `${head('/graphql', `Content-Length: ${body.length}`, ...more)}${body}`;
  };

  async function startWithKept() {
    let asked = 0;
    const later = deferred<string>();
    await start({
      lasting: true,
      resolve: () => {
        asked += 1;
        return asked === 1 ? 'kept' : later.promise;
      },
    });
    await rawRequest(gateway.url);
    return later;
  }

  test('wait for their turn among the requests of one packet', async () => {
    const later = await startWithKept();
    const kept = post('{ nullable }');
    const connection = await connect(
      [kept, post('{ a: nullable }'), kept, post('{ nobody }'), kept].join(''),
    );
    await vi.waitFor(() => expect(connection.received()).toContain('kept'), 10_000);
    later.resolve('later');
    await vi.waitFor(() => expect(connection.received().match(/HTTP\/1\.1/g)).toHaveLength(5), 10_000);
    expect(connection.received().match(/"kept"|"later"|GRAPHQL_VALIDATION_FAILED/g)).toEqual([
      '"kept"',
      '"later"',
      '"kept"',
      'GRAPHQL_VALIDATION_FAILED',
      '"kept"',
    ]);
  });

  test('are sent to who waits for 100 Continue, and to who sends its body byte by byte', async () => {
    await startWithKept();
    const connection = await connect();
    const [start, body] = post('{ nullable }', 'Expect: 100-continue').split('\r\n\r\n');
    connection.write(`${start}\r\n\r\n`);
    await vi.waitFor(() => expect(connection.received()).toContain('100 Continue'), 10_000);
    for (const byte of body ?? '') {
      connection.write(byte);
      await sleep(1);
    }
    await vi.waitFor(() => expect(connection.received()).toMatch(/HTTP\/1\.1 200 OK[\s\S]*"kept"/), 10_000);
  });

  test('are sent to nobody who leaves before all of the question is there', async () => {
    await startWithKept();
    const connection = await connect(post('{ nullable }').slice(0, -1));
    await sleep(20);
    connection.destroy();
    expect((await rawRequest(gateway.url)).text).toContain('kept');
    expect(gateway.log()).not.toContain('request failed');
  });
});

describe('an operation ends', () => {
  test('when its client is gone', async () => {
    const signalled = deferred<AbortSignal>();
    const held = deferred<string>();
    await start({ onContext: ({ signal }) => signalled.resolve(signal()), resolve: () => held.promise });
    const body = JSON.stringify({ query: '{ nullable }' });
    const connection = await connect(`${head('/graphql', `Content-Length: ${body.length}`)}${body}`);
    const signal = await signalled.promise;
    expect(signal.aborted).toBe(false);
    connection.destroy();
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    held.resolve('too late');
  });

  test('at its deadline, although its resolver does not', async () => {
    const signalled = deferred<AbortSignal>();
    const held = deferred<string>();
    await start({
      onContext: ({ signal }) => signalled.resolve(signal()),
      resolve: () => held.promise,
      requestTimeoutMs: 1,
      graceMs: 50,
    });
    const answer = await rawRequest(gateway.url);
    expect(codeOf(answer)).toBe('TIMEOUT');
    expect((await signalled.promise).aborted).toBe(true);
    held.resolve('too late');
  });
});

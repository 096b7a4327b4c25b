import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { appMetricsResponse } from '../../src/jodoo/contract.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import {
  CUT_BODY,
  htmlPage,
  hugeBody,
  slow,
  slowDrip,
  TRUNCATED_JSON,
} from '../../src/sandbox/wire-faults.ts';
import { APPS, post, sandboxPerTest } from './open-sandbox.ts';

const open = sandboxPerTest();

test.each([200, 502])('an HTML page with %i is no answer of the upstream', async (status) => {
  const sandbox = await open();
  sandbox.faults.next(1, htmlPage(status));
  expect(await post(sandbox)).toMatchObject({ status, type: 'text/html' });
  expect(sandbox.requests[0]?.code).toBeNull();
});

test('truncated JSON is half of the right answer, in a response that ends as it should', async () => {
  const sandbox = await open();
  const right = await post(sandbox);
  sandbox.faults.next(1, TRUNCATED_JSON);
  const { status, text } = await post(sandbox);
  expect(status).toBe(200);
  expect(right.text.startsWith(text)).toBe(true);
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
});

test('a huge body is right by the contract, and as large as wanted', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, hugeBody(5_000_000));
  const { text } = await post(sandbox);
  expect(text.length).toBeGreaterThanOrEqual(5_000_000);
  expect(text.length).toBeLessThan(5_000_100);
  expect(appMetricsResponse.parse(JSON.parse(text)).items).toHaveLength(20);
});

test('a body that is cut comes in part, and then the connection breaks', async () => {
  const sandbox = await open();
  sandbox.faults.next(1, CUT_BODY);
  const { chunks } = await rawPost(sandbox);
  const received = Buffer.concat(chunks).toString();
  const announced = Number(/content-length: (\d+)/i.exec(received)?.[1]);
  const body = received.split('\r\n\r\n', 2)[1] ?? '';
  expect(Buffer.byteLength(body)).toBe(Math.floor(announced / 2));
  sandbox.faults.next(1, CUT_BODY);
  await expect(post(sandbox)).rejects.toThrow();
  expect((await post(sandbox)).status).toBe(200);
});

test('a slow drip arrives in many pieces, and is the right answer in the end', async () => {
  const sandbox = await open();
  const right = await post(sandbox, APPS, { limit: 1 });
  sandbox.faults.next(2, slowDrip(1));
  expect(await post(sandbox, APPS, { limit: 1 })).toEqual(right);
  expect((await rawPost(sandbox)).chunks.length).toBeGreaterThan(3);
});

test('a drip that nobody waits for ends with its client, and does not keep the sandbox from closing', async () => {
  const sandbox = await open();
  sandbox.faults.always(slowDrip(3_600_000));
  const giveUp = new AbortController();
  const response = await fetch(`${sandbox.baseUrl}${APPS}`, {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body: '{}',
    signal: giveUp.signal,
  });
  giveUp.abort();
  await expect(response.text()).rejects.toThrow();
  await sandbox.close();
});

test('a slow answer is the right one', async () => {
  const sandbox = await open();
  const right = await post(sandbox);
  sandbox.faults.next(1, slow(30));
  expect(await post(sandbox)).toEqual(right);
});

/** What arrives on the socket itself, until it ends or is reset. */
function rawPost({ baseUrl }: Sandbox): Promise<{ chunks: Buffer[] }> {
  const { hostname, port } = new URL(baseUrl);
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /api${APPS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer any\r\nconnection: close\r\ncontent-length: 11\r\n\r\n{"limit":1}`,
      );
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    // A reset is what some of the tests are about; 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => resolve({ chunks }));
  });
}

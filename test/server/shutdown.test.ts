import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { deferred } from '../../src/deferred.ts';
import { startLocalGateway } from './local-gateway.ts';

/** Longer than a test may last: a close that waits for it fails. */
const DEADLINE_MS = 60_000;

test('a running request is answered, and its kept-alive connection holds nothing up', async () => {
  const { resolve, started, finish } = heldResolver();
  const gateway = await startLocalGateway({ resolve });
  // Keeps its connection for longer than a test lasts, whatever the server does.
  const agent = new Agent({ keepAlive: true });
  const answered = post(gateway.url, agent);
  await vi.waitFor(() => expect(started).toHaveBeenCalledOnce(), 10_000);
  const closed = vi.fn<() => void>();
  const closing = gateway.close(DEADLINE_MS).then(closed);
  await expect(fetch(gateway.url)).rejects.toThrow();
  expect(closed).not.toHaveBeenCalled();

  finish();
  expect(await answered).toContain('"nullable":"late"');
  // Node would keep it for 5 s.
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), 3000);
  await closing;
  agent.destroy();
});

test('a connection that never sent a request holds nothing up', async () => {
  const gateway = await startLocalGateway();
  const { hostname, port } = new URL(gateway.url);
  const spare = connect(Number(port), hostname);
  spare.on('error', () => {});
  await new Promise((resolve) => spare.once('connect', resolve));
  await (await fetch(`${gateway.url}/health`)).text();
  await gateway.close(DEADLINE_MS);
  spare.destroy();
});

test('a request that outlasts the deadline is cut', async () => {
  const { resolve, started, finish } = heldResolver();
  const gateway = await startLocalGateway({ resolve });
  const outcome = post(gateway.url, new Agent()).catch(() => 'cut');
  await vi.waitFor(() => expect(started).toHaveBeenCalledOnce(), 10_000);
  await gateway.close(20);
  expect(await outcome).toBe('cut');
  finish();
});

/** A resolver that answers when the test says so. */
function heldResolver() {
  const started = vi.fn<() => void>();
  const answer = deferred<string>();
  return {
    started,
    finish: () => answer.resolve('late'),
    resolve: () => {
      started();
      return answer.promise;
    },
  };
}

function post(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    request(`${url}/graphql`, { method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve(text)).once('error', reject);
    })
      .once('error', reject)
      .end(JSON.stringify({ query: '{ nullable }' }));
  });
}

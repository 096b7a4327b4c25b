import { expect, test } from 'vitest';
import { sandboxCommand } from '../../src/commands/sandbox.ts';
import { appMetricsResponse } from '../../src/jodoo/contract.ts';
import { BIG_APP_ID } from '../../src/sandbox/organization.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

test('it prints an address and a call that works, and ends with 0 when told to', async () => {
  const run = start('0');
  const text = await run.printed;
  expect(text).toContain('any key');
  const url = /curl -s (\S+)/.exec(text)?.[1] ?? '';
  const body = /-d '([^']+)'/.exec(text)?.[1] ?? '';
  const response = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer any' }, body });
  const { items } = appMetricsResponse.parse(await response.json());
  expect(items).toMatchObject([{ app_id: BIG_APP_ID, metrics: { data: 5_000_000_000 } }]);
  run.stop.abort();
  expect(await run.exitCode).toBe(0);
  await expect(fetch(url, { method: 'POST' })).rejects.toThrow('fetch failed');
});

test.each(['4001x', '-1', '65536', '1e3', '0x10', '4.5'])(
  'SANDBOX_PORT=%s ends with 1 and a message that echoes it',
  async (port) => {
    const run = start(port);
    expect(await run.exitCode).toBe(1);
    expect(run.errors()).toContain(`"${port}"`);
  },
);

test('an occupied port ends with 1 and says what to do', async () => {
  const other = await startSandbox();
  const { port } = new URL(other.baseUrl);
  const run = start(port);
  expect(await run.exitCode).toBe(1);
  expect(run.errors()).toMatch(new RegExp(`port ${port}.*EADDRINUSE.*SANDBOX_PORT`));
  await other.close();
});

function start(port: string) {
  const stop = new AbortController();
  let errors = '';
  let printed = (_text: string) => {};
  const text = new Promise<string>((resolve) => {
    printed = resolve;
  });
  const exitCode = sandboxCommand({
    env: { SANDBOX_PORT: port },
    stdout: { write: (line) => printed(line) },
    stderr: {
      write(line) {
        errors += line;
      },
    },
    signal: stop.signal,
  });
  return { stop, exitCode, printed: text, errors: () => errors };
}

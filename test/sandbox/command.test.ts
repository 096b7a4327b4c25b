import { expect, test } from 'vitest';
import { sandboxCommand } from '../../src/commands/sandbox.ts';
import { appMetricsResponse, ENDPOINTS, memberMetricsResponse } from '../../src/jodoo/contract.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

test('it prints an address and a call that finds something, and ends with 0 when told to', async () => {
  const run = start(['--port', '0']);
  const text = await run.printed;
  expect(text).toContain('any key');
  const url = /curl -s (\S+)/.exec(text)?.[1] ?? '';
  const body = /-d '([^']+)'/.exec(text)?.[1] ?? '';
  const response = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer any' }, body });
  const { date, items } = appMetricsResponse.parse(await response.json());
  const expected = createLivingOrganization().apps(statisticsDay(date)).slice(0, 3);
  expect(items).toEqual(expected);
  run.stop.abort();
  expect(await run.exitCode).toBe(0);
  await expect(fetch(url, { method: 'POST' })).rejects.toThrow('fetch failed');
});

test('the organization is as large and as other as ordered, and the limit as wide', async () => {
  const run = start(['--port=0', '--apps=60', '--members=7', '--seed=3', '--interval=0']);
  const baseUrl = addressIn(await run.printed);
  const { date, items } = appMetricsResponse.parse(await ask(baseUrl, 'appMetrics', { limit: 100 }));
  const organization = createLivingOrganization({ apps: 60, members: 7, seed: 3 });
  expect(items).toEqual(organization.apps(statisticsDay(date)));
  const again = memberMetricsResponse.parse(await ask(baseUrl, 'memberMetrics', {}));
  expect(again.items).toEqual(organization.members(statisticsDay(date)));
  expect(appMetricsResponse.safeParse(await ask(baseUrl, 'appMetrics', {})).success).toBe(true);
  run.stop.abort();
  expect(await run.exitCode).toBe(0);
});

test('faults are switched on, each of them', async () => {
  const run = start(['--port=0', '--interval=0', '--fault', 'key-ip@members', '--fault=missing-metric=dash']);
  const baseUrl = addressIn(await run.printed);
  expect(await ask(baseUrl, 'memberMetrics', {})).toMatchObject({ code: 17052 });
  const { items } = appMetricsResponse.parse(await ask(baseUrl, 'appMetrics', {}));
  for (const { metrics } of items) expect(metrics).not.toHaveProperty('dash');
  run.stop.abort();
  expect(await run.exitCode).toBe(0);
});

test.each(['4001x', '-1', '65536', '1e3', '0x10', '4.5'])(
  'SANDBOX_PORT=%s ends with 1 and a message that echoes it',
  async (port) => {
    const run = start([], port);
    expect(await run.exitCode).toBe(1);
    expect(run.errors()).toContain(`SANDBOX_PORT must be a whole number from 0 to 65535`);
    expect(run.errors()).toContain(`"${port}"`);
  },
);

test.each([
  [['--port=70000'], /--port must be a whole number from 0 to 65535.*"70000"/],
  [['--apps=0'], /--apps must be a whole number from 1 to 100000/],
  [['--members=many'], /--members must be .*"many"/],
  [['--seed=1.5'], /--seed must be /],
  [['--interval=-1'], /--interval must be a whole number from 0 to 3600000/],
  [['--fault=nothing'], /--fault nothing: there is no fault "nothing"; there are: refused,/],
  [['--fault=slow=soon'], /--fault slow=soon: .*milliseconds/],
  [['--aps=3'], /--aps/],
  [['3'], /'3'/],
])('%j ends with 1 and a message that lists the right ones', async (args, message) => {
  const run = start(args);
  expect(await run.exitCode).toBe(1);
  expect(run.errors()).toMatch(message);
  expect(run.errors()).toContain('--help');
});

test('an option goes before SANDBOX_PORT', async () => {
  const run = start(['--port', '0'], 'nonsense');
  expect(await run.printed).toContain('http://127.0.0.1:');
  run.stop.abort();
  expect(await run.exitCode).toBe(0);
});

test('an occupied port ends with 1 and says what to do', async () => {
  const other = await startSandbox();
  const { port } = new URL(other.baseUrl);
  const run = start([], port);
  expect(await run.exitCode).toBe(1);
  expect(run.errors()).toMatch(new RegExp(`port ${port}.*EADDRINUSE.*SANDBOX_PORT`));
  await other.close();
});

function start(args: readonly string[], port?: string) {
  const stop = new AbortController();
  let errors = '';
  let printed = (_text: string) => {};
  const text = new Promise<string>((resolve) => {
    printed = resolve;
  });
  const exitCode = sandboxCommand({
    args,
    env: port === undefined ? {} : { SANDBOX_PORT: port },
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

function addressIn(text: string): string {
  return /http:\S+?\/api/.exec(text)?.[0] ?? '';
}

async function ask(baseUrl: string, endpoint: keyof typeof ENDPOINTS, body: object): Promise<unknown> {
  const response = await fetch(`${baseUrl}${ENDPOINTS[endpoint].path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body: JSON.stringify(body),
  });
  return await response.json();
}

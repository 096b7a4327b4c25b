import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkClock } from '../../src/commands/doctor/check-clock.ts';
import { faultNamed } from '../../src/sandbox/named-faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { fillArchive } from './filled-archive.ts';
import { runInProcess } from './run-in-process.ts';

const KEY = 'doctors-key-123456';

let directory: string;
let sandbox: Sandbox;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'doctor-'));
  sandbox = await startSandbox({ intervalMs: 0, apiKey: KEY });
});
afterEach(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true });
});

const archive = () => `sqlite:${join(directory, 'usage.db')}`;
const doctor = (env: Readonly<Record<string, string>> = {}) =>
  runInProcess(['doctor'], {
    JODOO_API_KEY: KEY,
    JODOO_BASE_URL: sandbox.baseUrl,
    DATABASE_URL: archive(),
    ...env,
  });

test('it finds nothing to do where all is well, with one call on each list', async () => {
  await fillArchive(archive(), sandbox.baseUrl);
  const { exitCode, stdout } = await doctor();
  expect(stdout).not.toContain('DO ');
  expect(exitCode).toBe(0);
  for (const about of ['settings', 'address', 'clock', 'org.', 'apps', 'members', 'archive']) {
    expect(stdout).toMatch(new RegExp(`^ok +${about.replace('.', '\\.')} `, 'm'));
  }
  const asked = sandbox.requests.flatMap(({ endpoint }) => endpoint ?? []);
  expect(new Set(asked).size).toBe(3);
  expect(asked).toHaveLength(3);
});

describe('it says what to do', () => {
  test('about each setting that cannot be read', async () => {
    const { exitCode, stdout } = await doctor({ PORT: 'http', LOG_LEVEL: 'loud' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/DO +settings +PORT: /);
    expect(stdout).toMatch(/DO +settings +LOG_LEVEL: /);
  });

  test('about a key that is not accepted, without showing it', async () => {
    const { exitCode, stdout } = await doctor({ JODOO_API_KEY: 'a-mistyped-key-0815' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/DO +apps .*compare JODOO_API_KEY with the key in the admin console/);
    expect(stdout).not.toContain('a-mistyped-key-0815');
  });

  test('about a plan or an address that lacks the API, list by list', async () => {
    sandbox.faults.always(faultNamed('forbidden@members'));
    sandbox.faults.always(faultNamed('key-ip@apps'));
    const { stdout } = await doctor();
    expect(stdout).toMatch(/DO +members .*paid plans/);
    expect(stdout).toMatch(/DO +apps .*allowed IP addresses/);
    expect(stdout).toMatch(/ok +org\. /);
    expect(stdout).toContain('To be done: 2.');
  });

  test('about an address that leads nowhere', async () => {
    const { stdout } = await doctor({ JODOO_BASE_URL: 'http://127.0.0.1:1/api' });
    expect(stdout).toMatch(/DO +address .*ECONNREFUSED.*JODOO_BASE_URL/);
  });

  test('about a clock that is wrong, and not about a second', async () => {
    const textAt = async (offsetMs: number) =>
      (await checkClock(sandbox.baseUrl, () => Date.now() + offsetMs)).map(({ text }) => text).join('\n');
    expect(await textAt(600_000)).toMatch(/(599|600|601) s ahead of Jodoo's.*NTP/);
    expect(await textAt(-600_000)).toMatch(/behind Jodoo's/);
    expect(await textAt(2_000)).toContain('agrees');
  });

  test('about an archive that is none', async () => {
    await writeFile(join(directory, 'usage.db'), 'this was a database once'.repeat(100));
    const { exitCode, stdout } = await doctor();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/DO +archive .*restore a backup/);
  });
});

test('without a key it says that the organization would be an invented one, and asks nobody', async () => {
  const { exitCode, stdout } = await runInProcess(['doctor'], { DATABASE_URL: archive() });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/note +key .*JODOO_API_KEY is not set/);
  expect(stdout).toContain('is made at the first start');
});

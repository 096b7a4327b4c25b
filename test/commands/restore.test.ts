import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { describePostgres, ORIGIN } from '../archive/databases.ts';
import { until } from '../archive/layers.ts';
import { postgresPrograms } from '../archive/postgres.ts';
import { page, row } from '../archive/rows.ts';
import { DAYS, fillArchive } from './filled-archive.ts';
import { runInProcess } from './run-in-process.ts';

let directory: string;
const file = (name: string) => join(directory, name);
const env = () => ({ DATABASE_URL: `sqlite:${file('usage.db')}` });
const restore = (...args: string[]) => runInProcess(['restore', ...args], env());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'restore-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('what was backed up under a running gateway costs no call after it was lost and restored', async () => {
  const gateway = await startGateway();
  const fetched = await askWholeDay(gateway.url);
  expect(fetched.calls).toBeGreaterThan(0);
  expect((await runInProcess(['backup', file('copy.db')], env())).exitCode).toBe(0);
  const refused = await restore(file('copy.db'), '--replace');
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('Stop the gateway first')]);
  await gateway.stop();
  for (const name of await readdir(directory)) if (name !== 'copy.db') await rm(file(name));

  expect(await restore(file('copy.db'))).toMatchObject({ exitCode: 0, stderr: '' });
  const again = await startGateway();
  expect(await askWholeDay(again.url)).toEqual({ ...fetched, calls: 0 });
  await again.stop();
}, 60_000);

test('an archive that is there is lost only with --replace, and then all of it', async () => {
  await fillArchive(`sqlite:${file('filled.db')}`);
  await runInProcess(['backup', file('copy.db')], { DATABASE_URL: `sqlite:${file('filled.db')}` });
  const later = addDays(DAYS[1], 1);
  const archive = await openArchive({ url: `sqlite:${file('filled.db')}`, origin: 'sandbox' });
  await archive.list('app').save(page(0, [row('app-9', { date: later })], 'end', { day: later }));
  await archive.close();
  // This process still has locks on the file that it had open; the copy has none.
  await copyFile(file('filled.db'), file('usage.db'));

  const refused = await restore(file('copy.db'));
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('--replace')]);
  const rowsOf = async (name: string) =>
    (await runInProcess(['export', '--format', 'jsonl'], { DATABASE_URL: `sqlite:${file(name)}` })).stdout;
  await copyFile(file('usage.db'), file('seen.db'));
  expect(await rowsOf('seen.db')).toContain('app-9');
  expect((await restore(file('copy.db'), '--replace')).exitCode).toBe(0);
  expect(await rowsOf('usage.db')).toBe(await rowsOf('copy.db'));
  expect(await rowsOf('usage.db')).not.toContain('app-9');
  expect((await readdir(directory)).filter((name) => name.includes('restored'))).toEqual([]);
});

test('an archive that is damaged itself can be replaced', async () => {
  await fillArchive(env().DATABASE_URL);
  await runInProcess(['backup', file('copy.db')], env());
  await writeFile(file('usage.db'), 'no database any more');
  expect(await restore(file('copy.db'), '--replace')).toMatchObject({ exitCode: 0, stderr: '' });
  const { stdout } = await runInProcess(['export', '--format', 'jsonl'], env());
  expect(stdout.trim().split('\n')).toHaveLength(4);
});

test('what is no sound backup of this organization is refused, and the archive stays', async () => {
  await fillArchive(env().DATABASE_URL);
  await runInProcess(['backup', file('copy.db')], env());
  const before = await readFile(file('usage.db'));
  const whole = await readFile(file('copy.db'));
  whole.fill(7, 8192, 16_384);
  await writeFile(file('damaged.db'), whole);
  await writeFile(file('text.db'), 'a text');
  await fillArchive(`sqlite:${file('other.db')}`, 'https://another.example');
  const refusal = async (name: string) => (await restore(file(name), '--replace')).stderr;
  expect(await refusal('damaged.db')).toMatch(/damaged|malformed/);
  expect(await refusal('text.db')).toContain('not a database');
  expect(await refusal('other.db')).toContain('holds data of https://another.example');
  expect(await refusal('nowhere.db')).toContain('There is no file');
  expect((await restore()).stderr).toContain('Name one file');
  expect(await readFile(file('usage.db'))).toEqual(before);
});

test('an archive that is no file is told how to be restored', async () => {
  const stderrOf = async (DATABASE_URL: string) =>
    (await runInProcess(['restore', 'copy.db'], { DATABASE_URL })).stderr;
  expect(await stderrOf('postgres://user:secret@host/database')).toContain('pg_restore');
  expect(await stderrOf('sqlite::memory:')).toContain('in memory');
});

describePostgres(({ freshUrl, emptyUrl, open }) => {
  test('the documented pg_dump and pg_restore bring an archive back', async () => {
    const url = await freshUrl();
    const archive = await open(url);
    const [day] = DAYS;
    await archive.list('app').save(page(0, [row('app-1', { date: day })], 'end', { day }));
    const dump = file('usage.dump');
    const run = promisify(execFile);
    const program = (name: string) => join(postgresPrograms() ?? '', name);
    await run(program('pg_dump'), ['--format=custom', `--file=${dump}`, url]);
    const other = await emptyUrl();
    await run(program('pg_restore'), ['--clean', '--if-exists', `--dbname=${other}`, dump]);
    const restored = await openArchive({ url: other, origin: ORIGIN });
    expect(await restored.list('app').completeDays({ from: day, to: day })).toEqual([day]);
    await restored.close();
  }, 60_000);
});

/** All apps of a day that has settled, and what that cost. */
async function askWholeDay(url: string): Promise<{ data: unknown; calls: number }> {
  const day = addDays(upstreamDays(Date.now()).to, -5);
  const query = `{ appUsage(date: "${day}", orderBy: { by: DATA }, first: 5) { totalCount nodes { appId } } }`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors, extensions } = await response.json();
  expect(errors).toBeUndefined();
  return { data, calls: extensions.upstream.calls };
}

async function startGateway() {
  const program = join(inject('builtProgram'), 'main.js');
  expect(existsSync(program)).toBe(true);
  const child = spawn(process.execPath, [program, 'serve'], {
    env: { PATH: process.env.PATH, PORT: '0', LOG_FORMAT: 'json', JODOO_MIN_INTERVAL_MS: '10', ...env() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const url = () => /(http:\S+)\/graphql/.exec(output)?.[1] ?? '';
  await until(() => url() !== '', 30_000);
  return {
    url: url(),
    async stop() {
      if (child.kill('SIGTERM')) await once(child, 'exit');
    },
  };
}

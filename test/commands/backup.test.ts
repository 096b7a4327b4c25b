import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { page, row } from '../archive/rows.ts';
import { DAYS, fillArchive } from './filled-archive.ts';
import { runInProcess } from './run-in-process.ts';

let directory: string;
const file = (name: string) => join(directory, name);
const env = () => ({ DATABASE_URL: `sqlite:${file('usage.db')}` });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backup-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a copy made while the gateway writes is whole, and holds all that was filed before it began', async () => {
  await fillArchive(env().DATABASE_URL);
  const archive = await openArchive({ url: env().DATABASE_URL, origin: 'sandbox' });
  let isWriting = true;
  let filed = 0;
  const writer = (async () => {
    while (isWriting) {
      const day = addDays(DAYS[0], -1 - filed);
      await archive.list('app').save(page(0, [row('app-1', { date: day })], 'end', { day }));
      filed += 1;
    }
  })();
  while (filed < 5) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = filed;
  const { exitCode, stderr } = await runInProcess(['backup', file('copy.db')], env());
  isWriting = false;
  await writer;
  await archive.close();

  expect([exitCode, stderr]).toEqual([0, '']);
  const copy = new Libsql(file('copy.db'));
  expect(copy.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  copy.close();
  // Restored: an archive opens it as its own.
  const restored = await openArchive({ url: `sqlite:${file('copy.db')}`, origin: 'sandbox' });
  const range = { from: addDays(DAYS[0], -before), to: DAYS[1] };
  expect(await restored.list('app').completeDays(range)).toHaveLength(before + 2);
  await restored.close();
});

test('what would destroy something, or copy nothing, is refused in words', async () => {
  await fillArchive(env().DATABASE_URL);
  const refused = async (args: string[], DATABASE_URL = env().DATABASE_URL) =>
    (await runInProcess(['backup', ...args], { DATABASE_URL })).stderr;
  expect(await refused([file('usage.db')])).toContain('exists already');
  expect(await refused([])).toContain('Name one file');
  expect(await refused([file('copy.db')], `sqlite:${file('nowhere.db')}`)).toContain('There is no file');
  expect(await refused([file('copy.db')], 'sqlite::memory:')).toContain('in memory');
  expect(await refused([file('copy.db')], 'postgres://user:secret@host/database')).toContain('pg_dump');
  expect((await readdir(directory)).filter((name) => name.startsWith('copy'))).toEqual([]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { createLayeredArchive } from '../../src/archive/layered-archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createPostgres, postgresPrograms } from './postgres.ts';
import { DAY, LATER, row, SETTLED } from './rows.ts';

const silent = { info: () => {}, error: () => {} };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'archive-'));
});
afterEach(() => rm(directory, { recursive: true }));

const url = (name = 'usage.db') => `sqlite:${join(directory, name)}`;
const open = (origin = 'test') => openArchive({ url: url(), origin });
const inMemory = () => openArchive({ url: 'sqlite::memory:', origin: 'test' });
const lookUp = (archive: Archive) => archive.saveLookup(DAY, ['a'], [row('a')], SETTLED);
const knows = async (archive: Archive, appId: string) => (await archive.apps(DAY, [appId], LATER)).has(appId);

describe('an archive', () => {
  test('is made once when several processes open it for the first time together', async () => {
    const script = `import { openArchive } from ${JSON.stringify(new URL('../../src/archive/open-archive.ts', import.meta.url))};
      const archive = await openArchive(${JSON.stringify({ url: url(), origin: 'test' })});
      await archive.summary();
      await archive.close();`;
    await writeFile(join(directory, 'open.mts'), script);
    const codes = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const child = spawn(process.execPath, ['--import', 'tsx', join(directory, 'open.mts')], {
          stdio: 'inherit',
        });
        return (await once(child, 'exit'))[0];
      }),
    );
    expect(codes).toEqual([0, 0, 0, 0, 0]);
  }, 60_000);

  test('of a newer version is refused, and left as it is', async () => {
    await (await open()).close();
    const file = new Libsql(join(directory, 'usage.db'));
    file.exec("insert into kysely_migration values ('999-future', '2030-01-01')");
    file.close();
    await expect(open()).rejects.toMatchObject({
      kind: 'newer',
      message: expect.stringContaining('999-future'),
    });
  });

  test('of another organization is refused', async () => {
    await (await open('sandbox')).close();
    await expect(open('https://api.jodoo.com/api')).rejects.toMatchObject({
      kind: 'origin',
      message: expect.stringMatching(/sandbox.*DATABASE_URL/s),
    });
  });

  test.each([
    ['no database', () => writeFile(join(directory, 'usage.db'), 'no database at all '.repeat(1000))],
    ['a directory', () => mkdir(join(directory, 'usage.db'))],
  ])('that is %s is told in words', async (_what, prepare) => {
    await prepare();
    await expect(open()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/usage\.db cannot be used: .*DATABASE_URL/s),
    });
  });

  test('on a server that is not there is told in words, without the password', async () => {
    const opening = openArchive({ url: 'postgres://me:secret@127.0.0.1:1/usage', origin: 'test' });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('me:***@127.0.0.1'),
    });
    expect(String(error)).not.toContain('secret');
  }, 20_000);
});

describe('a layered archive', () => {
  test('that cannot be opened answers from its stand-in, and files what was saved once it is back', async () => {
    await mkdir(join(directory, 'usage.db'));
    const layered = await createLayeredArchive({ open, standIn: await inMemory(), retryMs: 20, log: silent });
    expect(layered.status()).toEqual({ available: false, reason: expect.stringContaining('usage.db') });
    await expect(layered.knowsDay(DAY)).rejects.toMatchObject({ code: 'ARCHIVE_UNAVAILABLE' });
    await lookUp(layered);
    expect(await knows(layered, 'a')).toBe(true);
    await rm(join(directory, 'usage.db'), { recursive: true });
    while (!layered.status().available) await new Promise((resolve) => setTimeout(resolve, 5));
    await layered.close();
    const archive = await open();
    expect(await knows(archive, 'a')).toBe(true);
    await archive.close();
  });

  test('whose disk is full is still read, and what is fetched meanwhile is remembered', async () => {
    const archive = await open();
    await archive.saveLookup(DAY, ['kept'], [row('kept')], SETTLED);
    let full = true;
    const failing: Archive = {
      ...archive,
      saveLookup: (...args) =>
        full ? Promise.reject(new Error('database or disk is full')) : archive.saveLookup(...args),
    };
    const layered = await createLayeredArchive({
      open: async () => failing,
      standIn: await inMemory(),
      retryMs: 20,
      log: silent,
    });
    await lookUp(layered);
    expect(layered.status()).toEqual({ available: false, reason: 'database or disk is full' });
    expect([await knows(layered, 'kept'), await knows(layered, 'a')]).toEqual([true, true]);
    full = false;
    while (!layered.status().available) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await knows(archive, 'a')).toBe(true);
    await layered.close();
  });

  test('of another organization is not layered over', async () => {
    await (await open('sandbox')).close();
    const standIn = await inMemory();
    const opening = createLayeredArchive({ open, standIn, retryMs: 20, log: silent });
    await expect(opening).rejects.toMatchObject({ kind: 'origin' });
    await standIn.close();
  });

  const programs = postgresPrograms();
  test.skipIf(programs === undefined)(
    'whose server goes and comes back answers all the while',
    async () => {
      const postgres = await createPostgres(programs ?? '');
      const address = await postgres.freshUrl();
      const layered = await createLayeredArchive({
        open: () => openArchive({ url: address, origin: 'test' }),
        standIn: await inMemory(),
        retryMs: 50,
        log: silent,
      });
      try {
        await layered.saveLookup(DAY, ['before'], [row('before')], SETTLED);
        await postgres.stop();
        await lookUp(layered);
        expect(layered.status().available).toBe(false);
        expect(await knows(layered, 'a')).toBe(true);
        await postgres.start();
        while (!layered.status().available) await new Promise((resolve) => setTimeout(resolve, 20));
        expect([await knows(layered, 'before'), await knows(layered, 'a')]).toEqual([true, true]);
      } finally {
        await layered.close();
        await postgres.remove();
      }
    },
    60_000,
  );
});

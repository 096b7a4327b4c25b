import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { describe, expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { ArchiveError } from '../../src/archive/archive-error.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { layersForTests, until } from './layers.ts';
import { DAY, ids, LATER, lookup, page, row, SETTLED } from './rows.ts';

const layers = layersForTests();
const away = () => Promise.reject(new ArchiveError('unavailable', 'nothing there'));
const kindOf = async (archive: Archive, id: string) =>
  (await archive.list('app').facts(DAY, [id], LATER)).get(id)?.kind;
const isUp = (archive: { status(): { state: string } }) => archive.status().state === 'up';
const FIRST = { count: 10, from: 'first' } as const;
const RANGE = { from: addDays(DAY, -1), to: addDays(DAY, 1) };

async function freshUrl(): Promise<string> {
  return `sqlite:${join(await layers.directory(), 'usage.db')}`;
}

async function filedIn<T>(url: string, read: (archive: Archive) => Promise<T>): Promise<T> {
  const archive = await openArchive({ url, origin: 'test' });
  try {
    return await read(archive);
  } finally {
    await archive.close();
  }
}

describe('an archive that is away', () => {
  test('answers from the spool, and has what was spooled once it is back', async () => {
    const url = await freshUrl();
    const file = url.slice('sqlite:'.length);
    await mkdir(file);
    const { archive, logged } = await layers.open({ url });
    expect(archive.status()).toMatchObject({ state: 'down', available: false, waiting: 0 });
    expect(archive.status().reason).toContain('usage.db');
    await archive.list('app').save(lookup(['a', 'gone'], [row('a')]));
    expect([await kindOf(archive, 'a'), await kindOf(archive, 'gone')]).toEqual(['row', 'absent']);
    expect(archive.status().waiting).toBe(1);
    await rm(file, { recursive: true });
    await until(() => isUp(archive));
    expect(archive.status()).toEqual({ state: 'up', available: true, waiting: 0, lost: 0, setAside: 0 });
    expect([await kindOf(archive, 'a'), await kindOf(archive, 'gone')]).toEqual(['row', 'absent']);
    expect(await filedIn(url, (filed) => kindOf(filed, 'a'))).toBe('row');
    expect(logged).toEqual([
      expect.stringContaining('not available'),
      expect.stringContaining('available again'),
    ]);
  });

  test('rejects what a part of the answers would answer wrongly, and never counts nothing as all', async () => {
    const { archive } = await layers.open({ url: 'none', open: away });
    const unavailable = { code: 'ARCHIVE_UNAVAILABLE', details: { retryable: true } };
    const list = archive.list('app');
    await expect(list.knowsDay(DAY)).rejects.toMatchObject(unavailable);
    await expect(archive.entities.search('app', {}, FIRST)).rejects.toMatchObject(unavailable);
    await expect(archive.overview.discrepancies(RANGE)).rejects.toMatchObject(unavailable);
    await expect(archive.overview.coverage(RANGE)).rejects.toMatchObject(unavailable);
    await expect(list.export(RANGE)[Symbol.asyncIterator]().next()).rejects.toMatchObject(unavailable);
    await expect(archive.check()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await list.rows(DAY, {}, FIRST, LATER)).toBeUndefined();
    expect(await list.sum(DAY, {}, LATER)).toBeUndefined();
    await list.save(lookup(['a'], [row('a')]));
    const history = await list.history('a', RANGE, FIRST, LATER);
    expect([...history.rows.map(({ date }) => date), ...history.unknownDays].sort()).toEqual([
      addDays(DAY, -1),
      DAY,
      addDays(DAY, 1),
    ]);
  });

  test('grants no slot and no lease', async () => {
    const { archive } = await layers.open({ url: 'none', open: away });
    const { ledger, leases } = archive;
    for (const asked of [
      ledger.reserve('app', 1_000),
      ledger.takeIdle('app', 1_000, 0),
      ledger.hold('app', 1_000),
      ledger.heldForMs('app'),
      ledger.countSharers('me', 1_000),
      leases.take('app', DAY, 'me', 1_000),
      leases.release('app', DAY, 'me'),
    ]) {
      await expect(asked).rejects.toMatchObject({ kind: 'unavailable', message: 'nothing there' });
    }
  });

  test('is known to hold the days that it was once seen to hold', async () => {
    const url = await freshUrl();
    let isAway = false;
    const { archive } = await layers.open({
      url,
      open: async () =>
        isAway ? away() : breakable(await openArchive({ url, origin: 'test' }), () => isAway),
    });
    await archive.list('app').save(page(0, [row('a')], 'end'));
    const seen = await archive.list('app').completeDays(RANGE);
    const summary = await archive.overview.summary();
    const coverage = await archive.overview.coverage(RANGE);
    isAway = true;
    await expect(archive.list('app').facts(DAY, ['a'], LATER)).resolves.toEqual(new Map());
    expect(archive.status().state).toBe('down');
    const next = addDays(DAY, 1);
    await archive.list('app').save(page(0, [row('a', { date: next })], 'end', { day: next }));
    expect(await archive.list('app').completeDays(RANGE)).toEqual([...seen, next]);
    expect(await archive.overview.summary()).toEqual(summary);
    expect((await archive.overview.coverage(RANGE)).slice(0, 2)).toEqual(coverage.slice(0, 2));
    isAway = false;
    await until(() => isUp(archive));
  });

  test('of another organization, or of a newer version, is not layered over', async () => {
    const url = await freshUrl();
    await (await openArchive({ url, origin: 'other' })).close();
    await expect(layers.open({ url })).rejects.toMatchObject({ kind: 'origin' });
  });

  test('whose file is removed is noticed, and goes on in a new file', async () => {
    const url = await freshUrl();
    const { archive } = await layers.open({ url });
    await archive.list('app').save(lookup(['before'], [row('before')]));
    await rm(url.slice('sqlite:'.length));
    await until(() => !isUp(archive));
    expect(archive.status().reason).toMatch(/removed or replaced/);
    await archive.list('app').save(lookup(['after'], [row('after')]));
    await until(() => isUp(archive));
    expect(await filedIn(url, (filed) => kindOf(filed, 'after'))).toBe('row');
  });
});

describe('an archive that cannot be written', () => {
  test('is read on, and answers of both layers are one', async () => {
    const url = await freshUrl();
    const { archive } = await layers.open({ url, deadlineMs: 100 });
    const [first, second] = [ids(100, 'p0'), ids(3, 'p1')];
    const list = archive.list('app');
    await list.save(
      page(
        0,
        first.map((id) => row(id)),
        'more',
      ),
    );
    const next = addDays(DAY, 1);
    await list.save(lookup(['looked up'], [row('looked up', { date: next })], { day: next }));
    const other = new Libsql(url.slice('sqlite:'.length));
    other.exec('begin immediate');
    await list.save(
      page(
        1,
        second.map((id) => row(id)),
        'end',
      ),
    );
    await list.save(lookup(['new', 'gone'], [row('new', { date: next })], { day: next }));
    expect(archive.status()).toMatchObject({ state: 'readOnly', waiting: 2 });
    expect(await kindOf(archive, 'p0000')).toBe('row');
    expect(await list.pages(DAY, 0, 1, LATER)).toHaveProperty('size', 2);
    expect(await list.state(DAY, LATER)).toMatchObject({ complete: true, settled: true });
    const all = await list.sum(DAY, {}, LATER);
    expect(all?.rows).toBe(103);
    const asked = { ids: ['new', 'looked up', 'gone'], order: { by: 'name', direction: 'asc' } } as const;
    const rows = await list.rows(next, asked, FIRST, LATER);
    expect(rows?.rows.map((placed) => placed.row.id)).toEqual(['looked up', 'new']);
    expect(rows).toMatchObject({ absentIds: ['gone'], settled: true });
    expect(await list.completeDays(RANGE)).toEqual([DAY]);
    await expect(archive.ledger.reserve('app', 1_000)).rejects.toMatchObject({ kind: 'unavailable' });
    other.exec('commit');
    other.close();
    await until(() => isUp(archive));
    expect((await filedIn(url, (filed) => filed.list('app').state(DAY, LATER))).complete).toBe(true);
    const filed = await filedIn(url, (opened) => opened.list('app').facts(next, ['new'], LATER));
    expect(filed.get('new')?.kind).toBe('row');
  });
});

describe('the spool', () => {
  test('keeps every one of 2,000 answers of an outage, in their order', async () => {
    const url = await freshUrl();
    let isAway = true;
    const { archive } = await layers.open({
      url,
      open: async () => (isAway ? away() : await openArchive({ url, origin: 'test' })),
    });
    const days = Array.from({ length: 20 }, (_, ago) => addDays(DAY, -ago - 1));
    for (const day of days) {
      for (const id of ids(100))
        await archive.list('app').save(lookup([id], [row(id, { date: day })], { day }));
    }
    // The last answer about an id is the one that counts.
    const provisional = { atMs: SETTLED.atMs - 5, settled: false };
    await archive
      .list('app')
      .save(lookup(['twice'], [row('twice', { name: 'old' })], { asked: provisional }));
    await archive.list('app').save(lookup(['twice'], [row('twice', { name: 'new' })]));
    expect(archive.status().waiting).toBe(2_002);
    isAway = false;
    await until(() => isUp(archive));
    const filed = await openArchive({ url, origin: 'test' });
    for (const day of days) expect((await filed.list('app').facts(day, ids(100), LATER)).size).toBe(100);
    const twice = (await filed.list('app').facts(DAY, ['twice'], LATER)).get('twice');
    expect(twice).toMatchObject({ row: { name: 'new' }, settled: true });
    await filed.close();
  });

  test('files answers that come while it is drained, too', async () => {
    const url = await freshUrl();
    let isAway = true;
    const { archive } = await layers.open({
      url,
      open: async () => (isAway ? away() : await openArchive({ url, origin: 'test' })),
    });
    for (const id of ids(200)) await archive.list('app').save(lookup([id], [row(id)]));
    isAway = false;
    const late: string[] = [];
    while (!isUp(archive)) {
      const id = `late${late.length}`;
      late.push(id);
      await archive.list('app').save(lookup([id], [row(id)]));
      expect(await kindOf(archive, id)).toBe('row');
      await sleep(5);
    }
    const filed = await filedIn(url, (opened) =>
      opened.list('app').facts(DAY, [...ids(200), ...late], LATER),
    );
    expect(filed.size).toBe(200 + late.length);
  });

  test('sets aside an answer that the archive refuses, and files all the others', async () => {
    const url = await freshUrl();
    const spoolDirectory = await layers.directory();
    let isAway = true;
    const { archive, logged } = await layers.open({
      url,
      spoolDirectory,
      open: async () => (isAway ? away() : refusing(await openArchive({ url, origin: 'test' }), 'poison')),
    });
    for (const id of ['a', 'poison', 'b']) await archive.list('app').save(lookup([id], [row(id)]));
    isAway = false;
    await until(() => isUp(archive));
    expect(archive.status()).toMatchObject({ setAside: 1, waiting: 0 });
    expect(
      await filedIn(url, (filed) => Promise.all(['a', 'poison', 'b'].map((id) => kindOf(filed, id)))),
    ).toEqual(['row', undefined, 'row']);
    expect(logged.filter((message) => message.includes('set aside'))).toHaveLength(1);
    await archive.close();
    expect(await setAsideIn(spoolDirectory)).toEqual([
      { call: expect.stringContaining('poison'), error: expect.stringContaining('not this one') },
    ]);
  });

  test('sets aside what the archive refuses while it is up, says so, and the archive stays up', async () => {
    const url = await freshUrl();
    const { archive } = await layers.open({ url });
    const poison = lookup(['bad\u0000id'], [row('bad\u0000id')]);
    await expect(archive.list('app').save(poison)).rejects.toMatchObject({ kind: 'rejected' });
    expect(archive.status()).toMatchObject({ state: 'up', setAside: 1 });
  });

  test('outlives kill -9, for each of the processes that share its directory', async () => {
    const url = await freshUrl();
    const spoolDirectory = await layers.directory();
    await Promise.all([0, 1].map((process) => spoolAndDie(spoolDirectory, url, process * 50, 50)));
    expect((await readdir(spoolDirectory)).filter((name) => /-\d\.db$/.test(name))).toHaveLength(2);
    const { archive } = await layers.open({ url, spoolDirectory });
    await until(() => isUp(archive));
    const all = Array.from({ length: 100 }, (_, number) => `app${number}`);
    const filed = await filedIn(url, (opened) => opened.list('app').facts(DAY, all, LATER));
    expect(filed.size).toBe(100);
  });

  test('is no other process’s, nor another archive’s', async () => {
    const spoolDirectory = await layers.directory();
    const [one, two, other] = await Promise.all(
      ['same', 'same', 'another'].map((url) => layers.open({ url, spoolDirectory, open: away })),
    );
    for (const [index, opened] of [one, two, other].entries()) {
      await opened?.archive.list('app').save(lookup([`of ${index}`], [row(`of ${index}`)]));
    }
    const known = await Promise.all(
      [one, two, other].map(async (opened) => {
        const facts = await opened?.archive.list('app').facts(DAY, ['of 0', 'of 1', 'of 2'], LATER);
        return [...(facts?.keys() ?? [])];
      }),
    );
    expect(known).toEqual([['of 0'], ['of 1'], ['of 2']]);
  });

  test('says in words and numbers what it could not keep', async () => {
    const { archive, logged } = await layers.open({
      url: 'none',
      open: away,
      spoolDirectory: null,
      maxInMemory: 10,
    });
    for (const id of ids(25)) await archive.list('app').save(lookup([id], [row(id)]));
    expect(archive.status()).toMatchObject({ lost: 20, waiting: 5 });
    expect(archive.status().reason).toContain('20 answers');
    expect(logged.filter((message) => message.includes('lost'))).toHaveLength(2);
  });

  test('that cannot be made on disk is kept in memory', async () => {
    const directory = await layers.directory();
    const url = `sqlite:${join(directory, 'usage.db')}`;
    let isAway = true;
    const { archive, logged } = await layers.open({
      url,
      spoolDirectory: '/dev/null/spool',
      open: async () => (isAway ? away() : await openArchive({ url, origin: 'test' })),
    });
    expect(logged[0]).toContain('no spool on disk');
    await archive.list('app').save(lookup(['a'], [row('a')]));
    isAway = false;
    await until(() => isUp(archive));
    expect(await filedIn(url, (filed) => kindOf(filed, 'a'))).toBe('row');
  });
});

/** An archive whose reads fail while it is away, as those of a server do. */
function breakable(archive: Archive, isAway: () => boolean): Archive {
  return {
    ...archive,
    list(kind) {
      const list = archive.list(kind);
      return { ...list, facts: (...args) => (isAway() ? away() : list.facts(...args)) };
    },
    check: () => (isAway() ? away() : archive.check()),
  };
}

/** An archive that refuses answers about an id, as a database does that cannot hold a value. */
function refusing(archive: Archive, id: string): Archive {
  return {
    ...archive,
    list(kind) {
      const list = archive.list(kind);
      return {
        ...list,
        save: (answer) =>
          answer.rows.some((one) => one.id === id)
            ? Promise.reject(new ArchiveError('rejected', 'not this one'))
            : list.save(answer),
      };
    },
  };
}

async function setAsideIn(directory: string): Promise<unknown[]> {
  const [name = ''] = (await readdir(directory)).filter((file) => /-\d\.db$/.test(file));
  const file = new Libsql(join(directory, name));
  const rows = file.prepare('select call, error from set_aside').all();
  file.close();
  return rows;
}

async function spoolAndDie(directory: string, url: string, first: number, count: number): Promise<void> {
  const script = fileURLToPath(new URL('spool-and-wait.ts', import.meta.url));
  const args = ['--import', 'tsx', script, directory, url, String(first), String(count)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const died = once(child, 'exit');
  child.kill('SIGKILL');
  await died;
}

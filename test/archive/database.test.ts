import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import Libsql from 'libsql';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/archive/database.ts';
import { freezePostgres } from './freeze-postgres.ts';
import { createPostgres, type Postgres, postgresPrograms } from './postgres.ts';

const databases: Database[] = [];
afterEach(async () => {
  for (const { db } of databases.splice(0)) await db.destroy();
});

async function opened(url: string, options?: DatabaseOptions): Promise<Database> {
  const database = await openDatabase(url, options);
  databases.push(database);
  return database;
}

const run = (database: Database, text: string) => sql.raw(text).execute(database.db);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an SQLite file', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'database-'));
    file = join(directory, 'made', 'usage.db');
  });
  afterEach(() => rm(directory, { recursive: true }));

  test('is made for its owner alone, with its directory', async () => {
    await run(await opened(`sqlite:${file}`), 'create table t (x)');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(`${file}-wal`)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'made'))).mode & 0o777).toBe(0o700);
  });

  test('tells a statement that it refuses from a file that cannot be used', async () => {
    const database = await opened(`sqlite:${file}`);
    await run(database, 'create table t (x integer not null)');
    expect(await failure(run(database, 'insert into t values (null)'))).toMatchObject({ kind: 'rejected' });
    expect(await failure(run(database, 'select nonsense from t'))).toMatchObject({ kind: 'rejected' });
    expect(await failure(sql`insert into t values (${true})`.execute(database.db))).toMatchObject({
      kind: 'rejected',
    });
    await run(database, 'pragma max_page_count = 2');
    const full = sql`insert into t values (${'x'.repeat(100_000)})`.execute(database.db);
    expect(await failure(full)).toMatchObject({ kind: 'unavailable', readOnly: true, code: 'SQLITE_FULL' });
    await run(database, 'pragma query_only = on');
    expect(await failure(run(database, 'insert into t values (1)'))).toMatchObject({
      kind: 'unavailable',
      readOnly: true,
    });
  });

  test.each([
    ['no database', (path: string) => writeFile(path, 'no database at all '.repeat(1000))],
    ['a directory', (path: string) => mkdir(path)],
  ])('that is %s is unavailable', async (_what, make) => {
    await make(join(directory, 'other.db'));
    const reading = run(await opened(`sqlite:${join(directory, 'other.db')}`), 'select 1');
    expect(await failure(reading)).toMatchObject({ kind: 'unavailable' });
  });

  test('that another process writes to for long holds neither the event loop nor readers', async () => {
    const database = await opened(`sqlite:${file}`, { deadlineMs: 1_500 });
    await run(database, 'create table t (x)');
    const other = new Libsql(file);
    other.exec('begin immediate');
    let longestMs = 0;
    let lastMs = performance.now();
    const ticks = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const writing = failure(run(database, 'insert into t values (1)'));
    const isWriting = await Promise.race([writing.then(() => false), readsOf(database)]);
    expect(isWriting).toBe(true);
    expect(await writing).toMatchObject({ kind: 'unavailable', code: 'SQLITE_BUSY' });
    clearInterval(ticks);
    expect(longestMs).toBeLessThan(1_000);
    const later = run(database, 'insert into t values (2)');
    other.exec('commit');
    await later;
    other.close();
  });

  async function readsOf(database: Database): Promise<boolean> {
    for (let read = 0; read < 20; read += 1) {
      await run(database, 'select count(*) from t');
      await sleep(5);
    }
    return true;
  }

  test.each([
    ['removed', async (path: string) => rm(path)],
    [
      'replaced',
      async (path: string) => {
        await writeFile(`${path}.new`, '');
        await rename(`${path}.new`, path);
      },
    ],
  ])('that is %s is noticed', async (_what, change) => {
    const database = await opened(`sqlite:${file}`);
    await run(database, 'create table t (x)');
    await change(file);
    const deadline = performance.now() + 5_000;
    let error: unknown;
    while (error === undefined && performance.now() < deadline) {
      error = await failure(run(database, 'select 1'));
      await sleep(20);
    }
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining(file) });
  });

  test('shrinks its log of writes again once a long reader is gone', async () => {
    const database = await opened(`sqlite:${file}`);
    await run(database, 'create table t (x)');
    const reader = new Libsql(file);
    reader.exec('begin');
    reader.prepare('select * from t').all();
    const write = () => sql`insert into t values (${'x'.repeat(1_000_000)})`.execute(database.db);
    for (let i = 0; i < 40; i += 1) await write();
    expect((await stat(`${file}-wal`)).size).toBeGreaterThan(40_000_000);
    reader.exec('commit');
    reader.close();
    for (let i = 0; i < 3; i += 1) await write();
    expect((await stat(`${file}-wal`)).size).toBeLessThan(20_000_000);
  });
});

const programs = postgresPrograms();
describe.skipIf(programs === undefined)('a PostgreSQL server', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await createPostgres(programs ?? '');
  });
  afterAll(() => postgres?.remove());

  async function administer(url: string, statement: string): Promise<void> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  test('tells a statement that it refuses from one that cannot be answered now', async () => {
    const database = await opened(await postgres.freshUrl());
    await run(database, 'create table t (x text not null)');
    const rejected = [
      sql`insert into t values (${'a\u0000b'})`,
      sql`insert into t values (${null})`,
      sql.raw('select nonsense from t'),
      sql`select ${sql.join(Array.from({ length: 70_000 }, () => 1))}`,
    ];
    for (const statement of rejected) {
      expect(await failure(statement.execute(database.db))).toMatchObject({ kind: 'rejected' });
    }
    const readOnly = database.db
      .transaction()
      .setAccessMode('read only')
      .execute((trx) => sql`insert into t values ('x')`.execute(trx));
    expect(await failure(readOnly)).toMatchObject({ kind: 'unavailable', readOnly: true, code: '25006' });
  });

  test('that ends connections in use does not end the process, and is asked again', async () => {
    const url = await postgres.freshUrl();
    const database = await opened(url);
    const reading = failure(run(database, 'select pg_sleep(3)'));
    await sleep(200);
    const END =
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
    await administer(url, END);
    expect(await reading).toMatchObject({ kind: 'unavailable' });
    await run(database, 'select 1');
    const between = database.db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await administer(url, END);
      await sleep(100);
      await sql`select 1`.execute(trx);
    });
    expect(await failure(between)).toMatchObject({ kind: 'unavailable' });
    await run(database, 'select 1');
  });

  test('whose table is locked, or whose statement is slow, is given up at the deadline', async () => {
    const url = await postgres.freshUrl();
    const database = await opened(url, { deadlineMs: 1_000 });
    await run(database, 'create table t (x text)');
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query('begin; lock table t in access exclusive mode');
    const startedMs = performance.now();
    expect(await failure(run(database, 'select * from t'))).toMatchObject({
      kind: 'unavailable',
      code: '55P03',
    });
    expect(await failure(run(database, 'select pg_sleep(20)'))).toMatchObject({
      kind: 'unavailable',
      code: '57014',
    });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    await other.end();
  });

  test('that is frozen is given up at the deadline, and answers again when it thaws', async () => {
    const url = await postgres.freshUrl();
    const database = await opened(url, { deadlineMs: 1_000 });
    await run(database, 'select 1');
    const thaw = await freezePostgres(url);
    try {
      const startedMs = performance.now();
      const asked = [1, 2, 3].map(() => failure(run(database, 'select 1')));
      for (const error of await Promise.all(asked)) expect(error).toMatchObject({ kind: 'unavailable' });
      expect(performance.now() - startedMs).toBeLessThan(10_000);
    } finally {
      thaw();
    }
    await run(database, 'select 1');
  });

  test('is migrated without a deadline', async () => {
    const database = await opened(await postgres.freshUrl(), { deadlineMs: 500 });
    const { adapter } = database.db.getExecutor();
    await database.db.connection().execute(async (db) => {
      const options = { lockTable: '', lockRowId: '' };
      await adapter.acquireMigrationLock(db, options);
      await sql`select pg_sleep(1.5)`.execute(db);
      await adapter.releaseMigrationLock(db, options);
      expect(await failure(sql`select pg_sleep(1.5)`.execute(db))).toMatchObject({ kind: 'unavailable' });
    });
  });

  test('that does not let us in, or is not there, is unavailable', async () => {
    const url = await postgres.freshUrl();
    for (const wrong of [url.replace(/\w+$/, 'nowhere'), 'postgres://me@127.0.0.1:1/usage']) {
      expect(await failure(run(await opened(wrong), 'select 1'))).toMatchObject({ kind: 'unavailable' });
    }
  });
});

import { CompiledQuery, sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/archive/database.ts';
import { createStatementNames } from '../../src/archive/statement-names.ts';
import { describePostgres } from './databases.ts';

const PREPARED = 'select statement from pg_prepared_statements';

test('a text has a name from the second time on, and always the same', () => {
  const names = createStatementNames();
  expect(names.nameOf('select $1')).toBeUndefined();
  const name = names.nameOf('select $1');
  expect(name).toMatch(/^\S{10,63}$/);
  expect(createStatementNames().nameOf('select $1')).toBeUndefined();
  expect([names.nameOf('select $1'), names.nameOf('select $2')]).toEqual([name, undefined]);
  expect(names.nameOf('select $2')).not.toBe(name);
  const long = `select $1 ${'x'.repeat(10_000)}`;
  expect([names.nameOf(long), names.nameOf(long)]).toEqual([undefined, undefined]);
});

describePostgres((postgres) => {
  let database: Database | undefined;
  afterEach(() => database?.db.destroy());

  test('a statement that comes again is prepared', async () => {
    const { db } = await openFresh(await postgres.emptyUrl());
    const ask = (value: number) => db.executeQuery(CompiledQuery.raw('select $1::int + 1 as sum', [value]));
    for (const value of [1, 2, 3]) expect((await ask(value)).rows).toEqual([{ sum: value + 1 }]);
    expect((await db.executeQuery(CompiledQuery.raw(PREPARED))).rows).toEqual([
      { statement: 'select $1::int + 1 as sum' },
    ]);
  });

  test('a table that changes under a prepared statement changes its answers', async () => {
    const { db } = await openFresh(await postgres.emptyUrl());
    await sql`create table t (a integer)`.execute(db);
    await sql`insert into t values (${1})`.execute(db);
    const ask = () => db.executeQuery(CompiledQuery.raw('select * from t where a = $1', [1]));
    for (let time = 0; time < 3; time += 1) expect((await ask()).rows).toEqual([{ a: 1 }]);
    await sql`alter table t add b integer`.execute(db);
    for (let time = 0; time < 3; time += 1) expect((await ask()).rows).toEqual([{ a: 1, b: null }]);
  });

  test('behind a pooler that loses prepared statements all are answered, and none is prepared any more', async () => {
    const { db } = await openFresh(await postgres.emptyUrl());
    const ask = () => db.executeQuery(CompiledQuery.raw('select $1::int as one', [1]));
    for (let time = 0; time < 2; time += 1) await ask();
    // As if the next transaction met another server connection.
    await sql`deallocate all`.execute(db);
    for (let time = 0; time < 3; time += 1) expect((await ask()).rows).toEqual([{ one: 1 }]);
    expect((await db.executeQuery(CompiledQuery.raw(PREPARED))).rows).toEqual([]);
  });

  test('a transaction that loses a prepared statement can be tried again at once', async () => {
    const { db } = await openFresh(await postgres.emptyUrl());
    const ask = () =>
      db.transaction().execute((trx) => trx.executeQuery(CompiledQuery.raw('select $1::int as one', [1])));
    for (let time = 0; time < 2; time += 1) await ask();
    await sql`deallocate all`.execute(db);
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable', readOnly: false, timedOut: false });
    expect((await ask()).rows).toEqual([{ one: 1 }]);
  });

  async function openFresh(url: string): Promise<Database> {
    database = await openDatabase(url);
    return database;
  }
});

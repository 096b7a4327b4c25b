import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { freezePostgres } from './freeze-postgres.ts';
import { layersForTests, until } from './layers.ts';
import { createPostgres, type Postgres, postgresPrograms } from './postgres.ts';
import { DAY, LATER, lookup, row } from './rows.ts';

const programs = postgresPrograms();
const END_CONNECTIONS =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

describe.skipIf(programs === undefined && process.env.REQUIRE_POSTGRES !== '1')(
  'an archive on PostgreSQL',
  () => {
    const layers = layersForTests();
    let postgres: Postgres;
    beforeAll(async () => {
      if (programs === undefined) throw new Error('PostgreSQL is required: apt-get install postgresql');
      postgres = await createPostgres(programs);
    });
    afterAll(() => postgres?.remove());

    const file = (archive: Archive, id: string) => archive.list('app').save(lookup([id], [row(id)]));
    const kindOf = async (archive: Archive, id: string) =>
      (await archive.list('app').facts(DAY, [id], LATER)).get(id)?.kind;
    const isUp = (archive: { status(): { state: string } }) => archive.status().state === 'up';

    async function client(url: string): Promise<Client> {
      const connected = new Client({ connectionString: url });
      connected.on('error', () => {});
      await connected.connect();
      return connected;
    }

    test('whose server stops and comes back answers all the while, and loses nothing', async () => {
      const { archive } = await layers.open({ url: await postgres.freshUrl() });
      await file(archive, 'before');
      await postgres.stop();
      await file(archive, 'during');
      expect(archive.status()).toMatchObject({ state: 'down', waiting: 1 });
      expect(await kindOf(archive, 'during')).toBe('row');
      expect(await kindOf(archive, 'before')).toBeUndefined();
      await postgres.start();
      await until(() => isUp(archive));
      expect([await kindOf(archive, 'before'), await kindOf(archive, 'during')]).toEqual(['row', 'row']);
    });

    test('whose connections are ended answers on, without going away', async () => {
      const url = await postgres.freshUrl();
      const { archive, logged } = await layers.open({ url, deadlineMs: 5_000 });
      const admin = await client(url);
      await file(archive, 'a');
      for (let round = 0; round < 5; round += 1) {
        const asked = Array.from({ length: 20 }, () => kindOf(archive, 'a'));
        await admin.query(END_CONNECTIONS);
        for (const kind of await Promise.all(asked)) expect(kind).toBe('row');
        await file(archive, `round ${round}`);
      }
      expect(archive.status()).toMatchObject({ state: 'up', waiting: 0 });
      expect(logged).toEqual([]);
      await admin.end();
    });

    test('whose server hangs does not hang answers longer than the deadline', async () => {
      const url = await postgres.freshUrl();
      const { archive } = await layers.open({ url, deadlineMs: 1_000 });
      await file(archive, 'before');
      const thaw = await freezePostgres(url);
      try {
        const startedMs = performance.now();
        await Promise.all([file(archive, 'during'), kindOf(archive, 'before'), kindOf(archive, 'during')]);
        expect(archive.status()).toMatchObject({ state: 'down', waiting: 1 });
        expect(await kindOf(archive, 'during')).toBe('row');
        await expect(archive.ledger.reserve('app', 1_000)).rejects.toMatchObject({ kind: 'unavailable' });
        expect(performance.now() - startedMs).toBeLessThan(10_000);
      } finally {
        thaw();
      }
      await until(() => isUp(archive));
      expect([await kindOf(archive, 'before'), await kindOf(archive, 'during')]).toEqual(['row', 'row']);
    });

    test('whose tables are locked answers from the spool until they are free', async () => {
      const url = await postgres.freshUrl();
      const { archive } = await layers.open({ url, deadlineMs: 1_000 });
      await file(archive, 'before');
      const other = await client(url);
      await other.query('begin');
      await other.query('lock table usage_row, list_day, list_page, absence in access exclusive mode');
      await Promise.all([file(archive, 'during'), kindOf(archive, 'before')]);
      expect(archive.status().state).toBe('down');
      expect(await kindOf(archive, 'during')).toBe('row');
      await other.query('commit');
      await other.end();
      await until(() => isUp(archive));
      expect([await kindOf(archive, 'before'), await kindOf(archive, 'during')]).toEqual(['row', 'row']);
    });

    test('that may only be read is read, and has the rest once it may be written', async () => {
      const url = await postgres.freshUrl();
      const { archive } = await layers.open({ url });
      await file(archive, 'before');
      const admin = await client(url);
      const database = new URL(url).pathname.slice(1);
      await admin.query(`alter database ${database} set default_transaction_read_only = on`);
      await admin.query(END_CONNECTIONS);
      await file(archive, 'during');
      expect(archive.status()).toMatchObject({ state: 'readOnly', waiting: 1 });
      expect([await kindOf(archive, 'before'), await kindOf(archive, 'during')]).toEqual(['row', 'row']);
      await admin.query('set default_transaction_read_only = off');
      await admin.query(`alter database ${database} reset default_transaction_read_only`);
      await admin.query(END_CONNECTIONS);
      await until(() => isUp(archive));
      expect(await kindOf(archive, 'during')).toBe('row');
      await admin.end();
    });
  },
);

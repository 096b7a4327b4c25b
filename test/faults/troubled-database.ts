/** Databases for an archive, and everything that happens to them. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Libsql from 'libsql';
import { Client } from 'pg';
import { freezePostgres } from '../archive/freeze-postgres.ts';
import { createPostgres, postgresPrograms } from '../archive/postgres.ts';

export interface TroubledDatabase {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** For DATABASE_URL. */
  readonly url: string;
  /** Each resolves when it is over; what it keeps away comes back by itself then. `pid` is the gateway's process. */
  readonly troubles: Readonly<Record<string, (pid: number | undefined) => Promise<void>>>;
  /** Where the gateway may run. */
  readonly directory: string;
  close(): Promise<void>;
}

const LOCKED_MS = 2_000;
const FULL_MS = 3_000;
const FROZEN_MS = 2_500;
const STOPPED_MS = 2_000;

export async function openTroubledSqlite(): Promise<TroubledDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'faults-sqlite-'));
  const path = join(directory, 'usage.db');

  /** Another program writes, and takes its time. */
  async function lock(): Promise<void> {
    const other = new Libsql(path);
    other.exec('pragma busy_timeout = 500; begin immediate');
    await sleep(LOCKED_MS);
    other.exec('rollback');
    other.close();
  }

  /** No file of the gateway may become longer than the archive's is now. */
  async function fillDisk(pid: number | undefined): Promise<void> {
    const { size } = await stat(path);
    await limitFiles(pid, String(size));
    await sleep(FULL_MS);
    await limitFiles(pid, 'unlimited');
  }

  return {
    kind: 'SQLite',
    url: `sqlite:${path}`,
    troubles: { lock, fillDisk },
    directory,
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The soft limit only, so that it can be lifted again. */
async function limitFiles(pid: number | undefined, bytes: string): Promise<void> {
  // A process that was killed meanwhile has no limits any more.
  if (pid !== undefined)
    await promisify(execFile)('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`]).catch(() => {});
}

/** Rejects where PostgreSQL is not installed. */
export async function openTroubledPostgres(): Promise<TroubledDatabase> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is required: apt-get install postgresql');
  const directory = await mkdtemp(join(tmpdir(), 'faults-postgres-'));
  const server = await createPostgres(programs);
  const url = await server.freshUrl();

  async function withClient(work: (client: Client) => Promise<unknown>): Promise<void> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }

  return {
    kind: 'PostgreSQL',
    url,
    directory,
    troubles: {
      terminate: () =>
        withClient((client) =>
          client.query(
            'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
          ),
        ),
      lock: () =>
        withClient(async (client) => {
          await client.query('begin; lock table usage_row, list_page in access exclusive mode');
          await sleep(LOCKED_MS);
          await client.query('rollback');
        }),
      async freeze() {
        const thaw = await freezePostgres(url);
        await sleep(FROZEN_MS);
        thaw();
      },
      async stop() {
        await server.stop();
        await sleep(STOPPED_MS);
        await server.start();
      },
      stopForGood: () => server.stop(),
      start: () => server.start(),
    },
    async close() {
      await server.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, inject } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { postgresPrograms } from './postgres.ts';

/** Gives each test archives of its own on one kind of database. */
export interface TestDatabase {
  readonly kind: 'sqlite' | 'postgres';
  /** The address of a new, empty archive; removed behind the test. */
  freshUrl(): Promise<string>;
  /** The address of a database without any table; removed behind the test. */
  emptyUrl(): Promise<string>;
  /** A new archive, or the one at `url` again; closed behind the test. */
  open(url?: string): Promise<Archive>;
}

export const ORIGIN = 'test';

/** The same suite on SQLite and on PostgreSQL. CI requires both; elsewhere PostgreSQL runs where it is installed. */
export function describeDatabases(suite: (database: TestDatabase) => void): void {
  describe('on SQLite', () => suite(testDatabase('sqlite', freshSqlite)));
  describePostgres(suite);
}

/** The same for what only PostgreSQL has. */
export function describePostgres(suite: (database: TestDatabase) => void): void {
  const isMissing = postgresPrograms() === undefined && process.env.REQUIRE_POSTGRES !== '1';
  describe.skipIf(isMissing)('on PostgreSQL', () => suite(testDatabase('postgres', freshPostgres)));
}

interface FreshDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

async function freshSqlite(): Promise<FreshDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'archive-'));
  return {
    url: `sqlite:${join(directory, 'usage.db')}`,
    remove: () => rm(directory, { recursive: true }),
  };
}

async function freshPostgres(what: 'archive' | 'empty'): Promise<FreshDatabase> {
  const shared = inject('sharedPostgres');
  const response = await fetch(new URL(what, shared), { method: 'POST' });
  const url = await response.text();
  if (!response.ok) throw new Error(url);
  return {
    url,
    async remove() {
      await fetch(new URL(new URL(url).pathname, shared), { method: 'DELETE' });
    },
  };
}

function testDatabase(
  kind: TestDatabase['kind'],
  fresh: (what: 'archive' | 'empty') => Promise<FreshDatabase>,
): TestDatabase {
  const opened: Archive[] = [];
  const made: FreshDatabase[] = [];
  afterEach(async () => {
    for (const archive of opened.splice(0)) await archive.close();
    for (const database of made.splice(0)) await database.remove();
  });
  const urlOf = async (what: 'archive' | 'empty') => {
    const database = await fresh(what);
    made.push(database);
    return database.url;
  };
  return {
    kind,
    freshUrl: () => urlOf('archive'),
    emptyUrl: () => urlOf('empty'),
    async open(url) {
      const archive = await openArchive({ url: url ?? (await urlOf('archive')), origin: ORIGIN });
      opened.push(archive);
      return archive;
    },
  };
}

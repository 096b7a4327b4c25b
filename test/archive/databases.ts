import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createPostgres, type Postgres, postgresPrograms } from './postgres.ts';

/** Gives each test archives of its own on one kind of database. */
export interface TestDatabase {
  /** True where a waiting connection stops the whole process. */
  readonly blocks: boolean;
  /** The address of a new, empty archive. */
  freshUrl(): Promise<string>;
  /** A new archive, or the one at `url` again; closed behind the test. */
  open(url?: string): Promise<Archive>;
}

const ORIGIN = 'test';

/** The same suite on SQLite and on PostgreSQL. CI requires both; elsewhere PostgreSQL runs where it is installed. */
export function describeDatabases(suite: (database: TestDatabase) => void): void {
  describe('on SQLite', () => {
    const directories: string[] = [];
    afterEach(async () => {
      for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
    });
    suite(
      testDatabase(async () => {
        const directory = await mkdtemp(join(tmpdir(), 'archive-'));
        directories.push(directory);
        return `sqlite:${join(directory, 'usage.db')}`;
      }, true),
    );
  });

  const programs = postgresPrograms();
  const isRequired = process.env.REQUIRE_POSTGRES === '1';
  describe.skipIf(programs === undefined && !isRequired)('on PostgreSQL', () => {
    let postgres: Postgres;
    beforeAll(async () => {
      if (programs === undefined) throw new Error('PostgreSQL is required: apt-get install postgresql');
      postgres = await createPostgres(programs);
    }, 60_000);
    afterAll(() => postgres?.remove());
    suite(testDatabase(() => postgres.freshUrl(), false));
  });
}

function testDatabase(freshUrl: () => Promise<string>, blocks: boolean): TestDatabase {
  const opened: Archive[] = [];
  afterEach(async () => {
    for (const archive of opened.splice(0)) await archive.close();
  });
  return {
    blocks,
    freshUrl,
    async open(url) {
      const archive = await openArchive({ url: url ?? (await freshUrl()), origin: ORIGIN });
      opened.push(archive);
      return archive;
    },
  };
}

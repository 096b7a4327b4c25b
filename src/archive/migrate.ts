import { setTimeout as sleep } from 'node:timers/promises';
import { Migrator } from 'kysely';
import { ArchiveError } from './archive-error.ts';
import type { Database } from './database.ts';
import { migrationsFor } from './migrations.ts';

const ATTEMPTS = 30;
const AGAIN_AFTER_MS = 100;

/**
 * Brings an archive up to date. Two processes that start together meet here: a migration is one transaction, so
 * the one that comes second fails, looks again and finds nothing left to do.
 */
export async function migrate({ db, dialect }: Database): Promise<void> {
  const migrations = migrationsFor(dialect);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  for (let attempt = 1; ; attempt += 1) {
    await refuseNewer({ db, dialect }, Object.keys(migrations));
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    if (attempt === ATTEMPTS) throw error;
    await sleep(AGAIN_AFTER_MS);
  }
}

async function refuseNewer({ db }: Database, ours: readonly string[]): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const applied = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  const unknown = applied.find(({ name }) => !ours.includes(name));
  if (unknown === undefined) return;
  throw new ArchiveError(
    'newer',
    `The archive was made by a newer version of this program (it has the migration ${unknown.name}). Update the program, or set DATABASE_URL to another archive.`,
  );
}

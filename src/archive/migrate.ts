import { setTimeout as sleep } from 'node:timers/promises';
import { Migrator, sql } from 'kysely';
import { ArchiveError } from './archive-error.ts';
import type { Connection } from './connection.ts';
import { migrationsFor } from './migrations.ts';

const ATTEMPTS = 30;
const AGAIN_AFTER_MS = 100;

/**
 * Brings an archive up to date; one that is up to date is only read. Two processes that start together meet here: all
 * migrations are one transaction, so the one that comes second fails, looks again and finds nothing left to do.
 */
export async function migrate(connection: Connection): Promise<void> {
  const migrations = migrationsFor(connection.dialect);
  const migrator = new Migrator({
    db: connection.db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  for (let attempt = 1; ; attempt += 1) {
    const applied = await appliedMigrations(connection);
    refuseNewer(applied, Object.keys(migrations));
    if (Object.keys(migrations).every((name) => applied.includes(name))) return;
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    if (attempt === ATTEMPTS) throw error;
    await sleep(AGAIN_AFTER_MS);
  }
}

async function appliedMigrations({ db, dialect }: Connection): Promise<string[]> {
  const table =
    dialect === 'postgres'
      ? sql<{ name: string | null }>`select to_regclass('kysely_migration')::text as name`
      : sql<{
          name: string | null;
        }>`select max(name) as name from sqlite_master where name = 'kysely_migration'`;
  const { rows } = await table.execute(db);
  if (rows[0]?.name === null) return [];
  const applied = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return applied.rows.map(({ name }) => name);
}

function refuseNewer(applied: readonly string[], ours: readonly string[]): void {
  const unknown = applied.find((name) => !ours.includes(name));
  if (unknown === undefined) return;
  throw new ArchiveError(
    'newer',
    `The archive was made by a newer version of this program (it has the migration ${unknown}). Update the program, or set DATABASE_URL to another archive.`,
  );
}

/** The archive's migrations, forward only: one that has been released never changes, nor does what it imports. */
import type { Migration } from 'kysely';
import { createAppTables } from './migration-001-archive.ts';
import { moveToListTables } from './migration-002-lists.ts';

export type SqlDialect = 'sqlite' | 'postgres';

export function migrationsFor(dialect: SqlDialect): Readonly<Record<string, Migration>> {
  return {
    '001-archive': { up: (db) => createAppTables(db, dialect) },
    '002-lists': { up: (db) => moveToListTables(db, dialect) },
  };
}

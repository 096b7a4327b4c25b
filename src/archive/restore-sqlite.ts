import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { databaseError, sqliteCodeOf } from './database-error.ts';
import { openArchive } from './open-archive.ts';

export interface RestoreOptions {
  /** What `backupSqlite` made. It stays as it is. */
  readonly backup: string;
  /** The archive's file. */
  readonly target: string;
  /** Whether an archive that is there may be lost. */
  readonly replace: boolean;
  /** Whose data the backup must hold. */
  readonly origin: string;
}

/** SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED: another process has the file open. */
const IN_USE: ReadonlySet<number | undefined> = new Set([5, 261, 6]);
/** Beside a file in use: its log of writes, and the log's index. They belong to the file that goes. */
const COMPANIONS = ['-wal', '-shm'];

/**
 * Puts a backup in the place of an SQLite archive that no process has open. The backup is copied and checked first,
 * so that the archive is either what it was or all of the backup. Rejects with an Error in words.
 */
export async function restoreSqlite({ backup, target, replace, origin }: RestoreOptions): Promise<void> {
  if (!existsSync(backup)) throw new Error(`There is no file ${backup}.`);
  if (existsSync(target) && !replace) {
    throw new Error(
      `${target} exists. Give --replace to lose what is in it, or set DATABASE_URL to a new file.`,
    );
  }
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const part = `${target}.restored`;
  remove(part);
  try {
    copyWhole(backup, part);
    // Refuses what is of another organization or of a newer version, and migrates what is older.
    const archive = await openArchive({ url: `sqlite:${part}`, origin });
    await archive.close();
    putInPlace(part, target);
  } finally {
    remove(part);
  }
}

/** Copies what was committed, even to a log beside the backup; throws where the file is damaged or no archive. */
function copyWhole(backup: string, part: string): void {
  const connection = new Libsql(`${pathToFileURL(backup).href}?mode=ro`);
  try {
    const damage = textsOf(connection, 'pragma integrity_check(1)').filter((said) => said !== 'ok');
    if (damage.length > 0) throw new Error(`it is damaged (${damage.join()})`);
    const tables = textsOf(connection, "select name from sqlite_master where name = 'archive_origin'");
    if (tables.length === 0) throw new Error('it is an SQLite file, but no archive of this gateway');
    connection.prepare('vacuum into ?').run(part);
    chmodSync(part, 0o600);
  } catch (error) {
    throw new Error(
      `${backup} cannot be restored: ${error instanceof Error ? error.message : String(error)}.`,
    );
  } finally {
    connection.close();
  }
}

function putInPlace(part: string, target: string): void {
  const held = existsSync(target) ? hold(target) : undefined;
  try {
    for (const companion of COMPANIONS) rmSync(`${target}${companion}`, { force: true });
    renameSync(part, target);
  } finally {
    held?.close();
  }
}

/** Keeps other processes from opening the file. Undefined for one so damaged that nobody can use it. */
function hold(target: string): Libsql.Database | undefined {
  let connection: Libsql.Database | undefined;
  try {
    connection = new Libsql(target);
    connection.exec('pragma busy_timeout = 0; pragma locking_mode = exclusive; begin exclusive');
    return connection;
  } catch (reason) {
    connection?.close();
    if (!IN_USE.has(sqliteCodeOf(databaseError(reason).cause))) return undefined;
    throw new Error(`${target} is in use. Stop the gateway first.`);
  }
}

function textsOf(connection: Libsql.Database, statement: string): string[] {
  return connection.prepare(statement).raw().all().flat().map(String);
}

function remove(file: string): void {
  for (const end of ['', ...COMPANIONS]) rmSync(`${file}${end}`, { force: true });
}

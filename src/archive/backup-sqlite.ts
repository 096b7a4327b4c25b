import { existsSync, renameSync, rmSync } from 'node:fs';
import Libsql from 'libsql';

/** How long a copy may wait for a process that has the file locked. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Copies an SQLite archive to a new file: all that was committed when it began, and nothing of what others write
 * meanwhile. The target appears when it is complete. Throws an Error in words.
 */
export function backupSqlite(source: string, target: string): void {
  if (!existsSync(source)) throw new Error(`There is no file ${source}. Check DATABASE_URL.`);
  if (existsSync(target)) throw new Error(`${target} exists already. Name a new file.`);
  const part = `${target}.part`;
  rmSync(part, { force: true });
  const connection = new Libsql(source);
  try {
    connection.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    connection.prepare('vacuum into ?').run(part);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    connection.close();
  }
  renameSync(part, target);
}

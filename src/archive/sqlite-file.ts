/** An SQLite file: made for us alone, opened for reading where it cannot be written, and watched for its removal. */
import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { ArchiveError } from './archive-error.ts';
import { connectionError, databaseError, sqliteCodeOf } from './database-error.ts';

export interface SqliteFileOptions {
  /** `:memory:`, or a file's path. */
  readonly path: string;
  /** How long to wait for a process that has the file locked, in milliseconds. */
  readonly deadlineMs: number;
  /** Nobody else may open the file meanwhile. */
  readonly exclusive: boolean;
}

export interface SqliteFile {
  /** A new connection. Rejects with an ArchiveError. */
  connect(): Promise<Libsql.Database>;
  /** Throws once the path leads to another file, or to none: what is written would be lost with the next restart. */
  refuseIfMoved(): void;
  close(): void;
}

/** Shrinks the log of writes back to this after a long reader kept it from being reused. */
const WAL_LIMIT_BYTES = 16 * 1024 * 1024;
const LOOK_AGAIN_MS = 500;
const ANY_READ = 'select count(*) from sqlite_master';
const FIRST_PAUSE_MS = 1;
const MAX_PAUSE_MS = 25;
/** Another process has written since the transaction began. Where it has read nothing yet, it can simply go on. */
const BUSY_SNAPSHOT = 517;
/** Another process has the lock: SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED. */
const LOCKED: ReadonlySet<number | undefined> = new Set([5, 261, 6, BUSY_SNAPSHOT]);
const READ_ONLY = 8;
const CANNOT_OPEN = 14;

export function openSqliteFile({ path, deadlineMs, exclusive }: SqliteFileOptions): SqliteFile {
  const isFile = path !== ':memory:';
  const connections: Libsql.Database[] = [];
  let identity: string | undefined;
  let lookedAtMs = 0;

  return {
    async connect() {
      if (isFile && connections.length === 0) makeFile(path);
      const connection = await whenUnlocked(deadlineMs, async () => openConnection(path, exclusive));
      if (isFile && connections.length === 0) identity = identityOf(path);
      connections.push(connection);
      return connection;
    },
    refuseIfMoved() {
      if (identity === undefined || performance.now() - lookedAtMs < LOOK_AGAIN_MS) return;
      if (identityOf(path) !== identity) {
        throw new ArchiveError('unavailable', `The file ${path} was removed or replaced.`);
      }
      lookedAtMs = performance.now();
    },
    close() {
      const [first] = connections.filter(({ open }) => open);
      if (isFile && first !== undefined && identityOf(path) === identity) letGo(first, exclusive);
      for (const connection of connections) if (connection.open) connection.close();
    },
  };
}

/**
 * Tries again, after short sleeps, what another process's lock is in the way of. `hasRead`: the transaction has read
 * something already, and must begin anew to write on what others have written since. Rejects with an ArchiveError.
 */
export async function whenUnlocked<T>(
  deadlineMs: number,
  run: () => Promise<T>,
  hasRead: () => boolean = () => false,
): Promise<T> {
  const untilMs = performance.now() + deadlineMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    try {
      return await run();
    } catch (reason) {
      const error = databaseError(reason);
      const canGoOn = isLocked(error) && !(sqliteCodeOf(error.cause) === BUSY_SNAPSHOT && hasRead());
      if (!canGoOn || performance.now() + pauseMs > untilMs) throw error;
    }
    await sleep(pauseMs);
  }
}

export function isLocked(error: unknown): boolean {
  return error instanceof ArchiveError && LOCKED.has(sqliteCodeOf(error.cause));
}

/**
 * Brings all writes into the file itself, so that it can be copied or read by those who cannot write; and gives up its
 * lock, which a closed connection keeps until its statements are collected.
 */
function letGo(connection: Libsql.Database, exclusive: boolean): void {
  try {
    connection.exec('pragma wal_checkpoint(truncate)');
    if (exclusive) connection.exec(`pragma journal_mode = delete; pragma locking_mode = normal; ${ANY_READ}`);
  } catch {
    // Others still use the file, or it cannot be written: the log stays, and is right.
  }
}

/** Nobody but us reads what is in it. Fails in silence: opening says better what is wrong. */
function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Only a new file is opened here: closing one that is in use would give up the locks that this process has on it.
    if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
  } catch {
    return;
  }
}

function openConnection(path: string, exclusive: boolean): Libsql.Database {
  const connection = open(path);
  try {
    prepare(connection, exclusive);
    return connection;
  } catch (reason) {
    connection.close();
    const error = databaseError(reason);
    if (!isUnwritable(reason) || exclusive) throw error;
    return openForReading(path, error);
  }
}

function open(address: string): Libsql.Database {
  try {
    return new Libsql(address);
  } catch (error) {
    throw connectionError(error);
  }
}

function prepare(connection: Libsql.Database, exclusive: boolean): void {
  // Waiting inside SQLite would hold the event loop; statements are tried again instead.
  connection.exec('pragma busy_timeout = 0');
  if (exclusive) connection.exec('pragma locking_mode = exclusive');
  // A crash loses no committed transaction; a power failure loses at most the last ones, never the file.
  connection.exec('pragma journal_mode = wal');
  connection.exec('pragma synchronous = normal');
  connection.exec(`pragma journal_size_limit = ${WAL_LIMIT_BYTES}`);
  // Takes the lock, or says who has it; and finds out now whether the file is a database.
  if (exclusive) connection.exec('begin exclusive; commit');
  else connection.exec(ANY_READ);
}

/** Neither the file nor its directory can be written: SQLite reads it all the same when told that nobody writes. */
function openForReading(path: string, why: ArchiveError): Libsql.Database {
  if (!existsSync(path)) throw why;
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const isUnchanging = wal === undefined || wal.size === 0;
  const connection = open(`${pathToFileURL(path).href}?mode=ro${isUnchanging ? '&immutable=1' : ''}`);
  try {
    connection.exec('pragma busy_timeout = 0');
    connection.exec(ANY_READ);
    return connection;
  } catch (error) {
    connection.close();
    throw databaseError(error);
  }
}

function isUnwritable(error: unknown): boolean {
  const primaryCode = (sqliteCodeOf(error) ?? 0) % 256;
  return primaryCode === READ_ONLY || primaryCode === CANNOT_OPEN;
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

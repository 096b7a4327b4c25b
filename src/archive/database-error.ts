/**
 * Tells the errors of both databases apart, by their codes alone. A code that is not listed is about the statement: one
 * client's query must never put the archive away for everybody.
 */
import { ArchiveError } from './archive-error.ts';

/** SQLSTATE classes, and single codes of other classes, that are about the server and not about the statement. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set([
  '08', // connection exceptions
  '28', // the server does not let us in any more
  '53', // disk full, out of memory, too many connections
  '57', // shutting down, starting up, statement timed out
  '58', // input or output failed
]);
/** A message that breaks the protocol is of one statement, such as one with too many parameters. */
const PROTOCOL_VIOLATION = '08P01';
const UNAVAILABLE_STATES: ReadonlySet<string> = new Set([
  '3D000', // the database is gone
  '42P01', // a table is gone
  '25P03', // the server ended an idle transaction
  '25P04', // the server ended a long transaction
  'XX001', // a table is corrupted
  'XX002', // an index is corrupted
]);
/** They tell nothing against reading, where only a write met them. */
const READ_ONLY_STATES: ReadonlySet<string> = new Set([
  '53100', // disk full
  '25006', // a read-only transaction, or a standby
  '42501', // no permission
  '55P03', // a lock was not to be had in time
  '40P01', // a deadlock
  '40001', // a serialization failure, or a conflict with recovery on a standby
]);

/** A statement that took too long, or waited too long for a lock. */
const TIMEOUT_STATES: ReadonlySet<string> = new Set(['57014', '55P03']);
const TIMEOUT_SQLITE: ReadonlySet<number> = new Set([5, 261, 6]);

/** SQLite's primary result codes that are about the file as a whole. */
const UNAVAILABLE_SQLITE: ReadonlySet<number> = new Set([
  3, // no permission
  5, // busy
  6, // locked
  7, // out of memory
  8, // read-only
  9, // interrupted
  10, // input or output failed
  11, // corrupt
  13, // disk full
  14, // cannot be opened
  15, // locking protocol
  22, // files of this size are not possible
  26, // no database
]);
/** Likewise: busy, locked, read-only, full, and the extended codes of a failed write, sync or resize. */
const READ_ONLY_SQLITE: ReadonlySet<number> = new Set([
  5, 261, 517, 6, 8, 1544, 13, 778, 1034, 1290, 1546, 4874,
]);

/** What the drivers say of a connection that is no more; these errors have no code. */
const LOST_CONNECTION =
  /^Connection terminated|^timeout exceeded|not queryable$|after calling end|^driver has already been destroyed|connection is not open$/;

/** What a statement threw, as an `unavailable` or a `rejected` ArchiveError. */
export function databaseError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const readOnly = isReadOnly(error);
  return new ArchiveError(readOnly || isAway(error) ? 'unavailable' : 'rejected', messageOf(error), {
    cause: error,
    code: codeOf(error),
    readOnly,
    timedOut: isTimeout(error),
  });
}

/** Whatever stands in the way of a connection, the database is away. */
export function connectionError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  return new ArchiveError('unavailable', messageOf(error), {
    cause: error,
    code: codeOf(error),
    timedOut: /timeout/.test(messageOf(error)),
  });
}

/** SQLite's extended result code. The driver's own names do not know them all. */
export function sqliteCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'rawCode' in error && typeof error.rawCode === 'number'
    ? error.rawCode
    : undefined;
}

function isReadOnly(error: unknown): boolean {
  const sqliteCode = sqliteCodeOf(error);
  if (sqliteCode !== undefined) return READ_ONLY_SQLITE.has(sqliteCode);
  const code = codeOf(error);
  return code !== undefined && READ_ONLY_STATES.has(code);
}

function isTimeout(error: unknown): boolean {
  const sqliteCode = sqliteCodeOf(error);
  return sqliteCode === undefined ? TIMEOUT_STATES.has(codeOf(error) ?? '') : TIMEOUT_SQLITE.has(sqliteCode);
}

function isAway(error: unknown): boolean {
  const sqliteCode = sqliteCodeOf(error);
  // The lowest byte is the primary code.
  if (sqliteCode !== undefined) return UNAVAILABLE_SQLITE.has(sqliteCode % 256);
  const code = codeOf(error);
  if (code === undefined) return LOST_CONNECTION.test(messageOf(error));
  if (isSystemError(error)) return true;
  if (!/^[0-9A-Z]{5}$/.test(code) || code === PROTOCOL_VIOLATION) return false;
  return UNAVAILABLE_CLASSES.has(code.slice(0, 2)) || UNAVAILABLE_STATES.has(code);
}

/** Node's own errors, of sockets and names, say which call failed. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && ('syscall' in error || error instanceof AggregateError);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  // Where a name has several addresses, Node's message is empty and the reasons are inside.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

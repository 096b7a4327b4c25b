/** The two databases that an archive can live in, behind one query builder. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, PostgresDialect, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { Pool, types } from 'pg';
import type { SqlDialect } from './migrations.ts';
import type { Tables } from './tables.ts';

export interface Database {
  readonly db: Kysely<Tables>;
  readonly dialect: SqlDialect;
}

/** How long a statement waits while another process writes. */
const BUSY_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;
const MAX_CONNECTIONS = 10;
/** PostgreSQL's type numbers of bigint and numeric: counts fit into a JS number, and sums of them do. */
const NUMBER_TYPES: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC]);

/** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
export function openDatabase(url: string): Database {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url);
}

function openSqlite(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const file = new Libsql(path);
  try {
    file.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // A crash loses no committed transaction; a power failure loses at most the last ones, never the file.
    file.exec('pragma journal_mode = wal');
    file.exec('pragma synchronous = normal');
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: tellingWhy(file) }) }),
    dialect: 'sqlite',
  };
}

/** A full disk ends the transaction by itself; the rollback behind it would fail and hide why. */
function tellingWhy(file: Libsql.Database): SqliteDatabase {
  const nothing: SqliteStatement = {
    reader: false,
    all: () => [],
    run: () => ({ changes: 0, lastInsertRowid: 0 }),
    iterate: () => [][Symbol.iterator](),
  };
  return {
    prepare: (sql) => (sql === 'rollback' && !file.inTransaction ? nothing : file.prepare(sql)),
    close: () => file.close(),
  };
}

function openPostgres(url: string): Database {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: {
      getTypeParser: (type, format) => (NUMBER_TYPES.has(type) ? Number : types.getTypeParser(type, format)),
    },
  });
  // An idle connection that breaks is no reason to crash: the next query finds out and says so.
  pool.on('error', () => {});
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), dialect: 'postgres' };
}

/**
 * SQLite without waits that hold the event loop: a statement that meets another process's lock is tried again after
 * short sleeps, up to its deadline. A file has a few connections, so that reads go on while a write waits.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';
import type Libsql from 'libsql';
import { loopTurns } from '../loop-turns.ts';
import { ArchiveError } from './archive-error.ts';
import {
  isLocked,
  openSqliteFile,
  type SqliteFile,
  type SqliteFileOptions,
  whenUnlocked,
} from './sqlite-file.ts';

const MAX_CONNECTIONS = 4;
/** Of each connection. */
const MAX_PREPARED = 100;

export function createSqliteDialect(options: SqliteFileOptions): Dialect {
  const file = openSqliteFile(options);
  return {
    createDriver: () => createDriver(file, options),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

/** SQLite changes tables inside transactions, too: a migration is there as a whole or not at all. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

interface Waiting {
  readonly resolve: (connection: SqliteConnection) => void;
  readonly reject: (error: unknown) => void;
}

function createDriver(file: SqliteFile, { path, deadlineMs, exclusive }: SqliteFileOptions): Driver {
  const maxConnections = path === ':memory:' || exclusive ? 1 : MAX_CONNECTIONS;
  const idle: SqliteConnection[] = [];
  const waiting: Waiting[] = [];
  let opened = 0;

  async function connect(): Promise<SqliteConnection> {
    opened += 1;
    try {
      return await adopt(await file.connect(), deadlineMs);
    } catch (error) {
      makeRoom();
      throw error;
    }
  }

  function makeRoom(): void {
    opened -= 1;
    const next = waiting.shift();
    if (next !== undefined) connect().then(next.resolve, next.reject);
  }

  function replace(connection: SqliteConnection): void {
    connection.close();
    makeRoom();
  }

  return {
    init: async () => {},
    async acquireConnection() {
      file.refuseIfMoved();
      const connection = idle.pop();
      if (connection !== undefined) return connection;
      if (opened < maxConnections) return await connect();
      return await new Promise<SqliteConnection>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    async releaseConnection(connection) {
      if (!(connection instanceof SqliteConnection)) return;
      if (connection.isStuck() && path !== ':memory:') return replace(connection);
      const next = waiting.shift();
      if (next === undefined) idle.push(connection);
      else next.resolve(connection);
    },
    beginTransaction: (connection) => execute(connection, 'begin'),
    commitTransaction: (connection) => execute(connection, 'commit'),
    async rollbackTransaction(connection) {
      // A full disk ends the transaction by itself; the rollback behind it would fail and hide why.
      if (connection instanceof SqliteConnection && connection.inTransaction()) {
        await execute(connection, 'rollback');
      }
    },
    async destroy() {
      file.close();
    },
  };
}

async function adopt(connection: Libsql.Database, deadlineMs: number): Promise<SqliteConnection> {
  const driver = new SqliteDriver({ database: withPreparedStatements(connection) });
  await driver.init();
  return new SqliteConnection(await driver.acquireConnection(), connection, deadlineMs);
}

class SqliteConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection;
  readonly #file: Libsql.Database;
  readonly #deadlineMs: number;
  /** Statements of the transaction, its `begin` included. */
  #statements = 0;
  #isStuck = false;

  constructor(connection: DatabaseConnection, file: Libsql.Database, deadlineMs: number) {
    this.#connection = connection;
    this.#file = file;
    this.#deadlineMs = deadlineMs;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const result = await whenUnlocked(
        this.#deadlineMs,
        // The driver answers synchronously.
        () => loopTurns.run(() => this.#connection.executeQuery<R>(query)),
        () => this.#statements > 1,
      );
      this.#statements = this.inTransaction() ? this.#statements + 1 : 0;
      return result;
    } catch (error) {
      this.#isStuck ||= isLocked(error);
      throw error;
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  inTransaction(): boolean {
    return this.#file.open && this.#file.inTransaction;
  }

  /** True once a statement was given up at a lock: it stays under way, and no later transaction could be committed. */
  isStuck(): boolean {
    return this.#isStuck;
  }

  close(): void {
    this.#file.close();
  }
}

async function execute(connection: DatabaseConnection, text: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(text));
}

/**
 * Keeps statements prepared. A statement that met a lock has to be run again as the same one, too: the driver leaves it
 * under way, and only its next run ends that.
 */
function withPreparedStatements(connection: Libsql.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => connection.close(),
    prepare(text) {
      // A statement that was prepared earlier would still run.
      if (!connection.open) throw new Error('The database connection is not open');
      const statement = prepared.get(text) ?? prepare(connection, text);
      prepared.delete(text);
      prepared.set(text, statement);
      const [oldest] = prepared.keys();
      if (prepared.size > MAX_PREPARED && oldest !== undefined) prepared.delete(oldest);
      return statement;
    },
  };
}

function prepare(connection: Libsql.Database, text: string): SqliteStatement {
  const statement = connection.prepare(text);
  const { reader } = statement;
  // Rows as lists cost half of what the driver's objects do.
  if (reader) statement.raw(true);
  let names: readonly string[] = [];
  function all(parameters: readonly unknown[]): Record<string, unknown>[] {
    const rows = statement.all(checked(parameters)).filter(Array.isArray);
    const [first] = rows;
    // After a migration a statement may have other columns.
    if (first !== undefined && first.length !== names.length) names = columnNames(statement);
    return rows.map((row) => record(names, row));
  }
  return {
    reader,
    all,
    run: (parameters) => statement.run(checked(parameters)),
    iterate: (parameters) => all(parameters).values(),
  };
}

function columnNames(statement: Libsql.Statement): string[] {
  return statement.columns().map(({ name }) => name);
}

function record(names: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index += 1) values[names[index] ?? ''] = row[index];
  return values;
}

/** The driver ends the process on a value that it does not know, such as a boolean. */
function checked(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => {
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'bigint'
    ) {
      return value;
    }
    throw new ArchiveError('rejected', `SQLite takes no ${typeof value} as a parameter.`);
  });
}

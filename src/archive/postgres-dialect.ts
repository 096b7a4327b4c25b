/** PostgreSQL with deadlines: a server that hangs, restarts or ends connections is an error, never a wait or a crash. */
import { Socket } from 'node:net';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type MigrationLockOptions,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
  type TransactionSettings,
} from 'kysely';
import { Client, type ClientBase, Pool, type PoolClient, types } from 'pg';
import { ArchiveError } from './archive-error.ts';
import { connectionError, databaseError } from './database-error.ts';
import { createStatementNames, type StatementNames } from './statement-names.ts';

export interface PostgresDialectOptions {
  readonly url: string;
  /** How long a statement may take, in milliseconds. */
  readonly deadlineMs: number;
}

const MAX_CONNECTIONS = 10;
/** For a new connection, and for one that others use. */
const MAX_CONNECT_MS = 3_000;
/** The server ends a statement at the deadline; when it has not this much later, we end the connection. */
const GRACE_MS = 500;
/** How long a connection may take to say goodbye when the pool closes. */
const GOODBYE_MS = 1_000;
/** With more prepared statements than this a connection is replaced, and the server forgets them. */
const MAX_PREPARED = 300;
const COUNTED_COMMANDS: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);
/** PostgreSQL's type numbers of bigint and numeric: counts fit into a JS number, and sums of them do. */
const NUMBER_TYPES: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC]);

/** Migrations of a large archive take longer than any answer may. */
interface Patience {
  unlimited: boolean;
}

export function createPostgresDialect({ url, deadlineMs }: PostgresDialectOptions): Dialect {
  const patience: Patience = { unlimited: false };
  return {
    createDriver: () => createDriver(url, deadlineMs, patience),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PatientAdapter(patience, deadlineMs),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** While it holds the lock for migrations, statements have no deadline. */
class PatientAdapter extends PostgresAdapter {
  readonly #patience: Patience;
  readonly #deadlineMs: number;

  constructor(patience: Patience, deadlineMs: number) {
    super();
    this.#patience = patience;
    this.#deadlineMs = deadlineMs;
  }

  override async acquireMigrationLock(db: Kysely<unknown>, options: MigrationLockOptions): Promise<void> {
    this.#patience.unlimited = true;
    await sql.raw(deadlines(0)).execute(db);
    await super.acquireMigrationLock(db, options);
  }

  override async releaseMigrationLock(db: Kysely<unknown>, options: MigrationLockOptions): Promise<void> {
    this.#patience.unlimited = false;
    await super.releaseMigrationLock(db, options);
    await sql.raw(deadlines(this.#deadlineMs)).execute(db);
  }
}

/** A lock that is not to be had is told apart from a slow statement. In milliseconds; 0: none. */
function deadlines(deadlineMs: number): string {
  const settings = {
    statement_timeout: deadlineMs,
    lock_timeout: Math.floor(deadlineMs * 0.9),
    idle_in_transaction_session_timeout: 2 * deadlineMs,
  };
  const calls = Object.entries(settings).map(([name, ms]) => `set_config('${name}', '${ms}', false)`);
  return `select ${calls.join(', ')}`;
}

function createDriver(url: string, deadlineMs: number, patience: Patience): Driver {
  const sockets = new Set<Socket>();
  const names = createStatementNames();
  const prepared = new WeakMap<PoolClient, Set<string>>();
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: Math.min(MAX_CONNECT_MS, deadlineMs),
    keepAlive: true,
    stream: () => tracked(new Socket(), sockets),
    // Set here and not at the start of the connection, where poolers such as PgBouncer refuse them.
    onConnect: (client) => within(client, deadlineMs, () => client.query(deadlines(deadlineMs))),
    types: {
      getTypeParser: (type, format) => (NUMBER_TYPES.has(type) ? Number : types.getTypeParser(type, format)),
    },
  });
  // A connection that breaks is no reason to crash, in use or idle: the next statement finds out and says so.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  return {
    init: async () => {},
    async acquireConnection() {
      const client = await pool.connect().catch((error: unknown) => {
        throw connectionError(error);
      });
      const ofClient = prepared.get(client) ?? new Set<string>();
      prepared.set(client, ofClient);
      return new PostgresConnection({
        client,
        names,
        prepared: ofClient,
        deadlineMs: () => (patience.unlimited ? undefined : deadlineMs),
      });
    },
    async beginTransaction(connection, settings) {
      await execute(connection, beginning(settings));
      if (connection instanceof PostgresConnection) connection.isInTransaction = true;
    },
    commitTransaction: (connection) => execute(connection, 'commit'),
    // The rollback of a connection that is lost fails, and would hide why.
    rollbackTransaction: (connection) => execute(connection, 'rollback').catch(() => {}),
    async releaseConnection(connection) {
      if (connection instanceof PostgresConnection) connection.release();
    },
    async destroy() {
      await pool.end();
      // A server that does not answer would keep its connections, and with them the process, for ever.
      setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, GOODBYE_MS).unref();
      for (const socket of sockets) socket.unref();
    },
  };
}

interface PostgresConnectionOptions {
  readonly client: PoolClient;
  readonly names: StatementNames;
  /** The names that this connection has prepared. */
  readonly prepared: Set<string>;
  readonly deadlineMs: () => number | undefined;
}

class PostgresConnection implements DatabaseConnection {
  readonly #options: PostgresConnectionOptions;
  isInTransaction = false;
  #broken = false;

  constructor(options: PostgresConnectionOptions) {
    this.#options = options;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { names, prepared } = this.#options;
    // A statement without parameters takes one message as it is.
    const name = query.parameters.length === 0 ? undefined : names.nameOf(query.sql);
    if (name !== undefined) prepared.add(name);
    try {
      return await this.#run<R>(query, name).catch((reason: unknown) => {
        if (name === undefined || !names.isToBlame(reason)) throw reason;
        // The transaction is lost with it, and has to begin anew.
        if (this.isInTransaction) throw connectionError(reason);
        return this.#run<R>(query, undefined);
      });
    } catch (reason) {
      const error = databaseError(reason);
      if (error.kind === 'unavailable' && !error.readOnly) this.#broken = true;
      throw error;
    }
  }

  async #run<R>({ sql: text, parameters }: CompiledQuery, name: string | undefined): Promise<QueryResult<R>> {
    const { client } = this.#options;
    const deadlineMs = this.#options.deadlineMs();
    const run = () =>
      client.query({ text, values: [...parameters], ...(name === undefined ? {} : { name }) });
    const { command, rowCount, rows } = await (deadlineMs === undefined
      ? run()
      : within(client, deadlineMs, run));
    const isCounted = rowCount !== null && COUNTED_COMMANDS.has(command);
    return { rows, ...(isCounted ? { numAffectedRows: BigInt(rowCount) } : {}) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  release(): void {
    const { client, prepared } = this.#options;
    client.release(this.#broken || prepared.size > MAX_PREPARED);
  }
}

async function execute(connection: DatabaseConnection, text: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(text));
}

/** `begin`, as Kysely's own driver writes it. */
function beginning({ isolationLevel, accessMode }: TransactionSettings): string {
  const level = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
  return `start transaction${level}${accessMode === undefined ? '' : ` ${accessMode}`}`;
}

function tracked(socket: Socket, sockets: Set<Socket>): Socket {
  sockets.add(socket);
  return socket.on('close', () => sockets.delete(socket));
}

/** Ends the connection when the server does not keep the deadline: its statement could be answered at any time. */
async function within<T>(client: ClientBase, deadlineMs: number, run: () => Promise<T>): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // With a statement under way this drops the connection at once.
    if (client instanceof Client) void client.end();
  }, deadlineMs + GRACE_MS);
  try {
    return await run();
  } catch (error) {
    if (!isLate) throw error;
    throw new ArchiveError('unavailable', `The database did not answer within ${deadlineMs} ms.`, {
      cause: error,
      timedOut: true,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The two databases that an archive can live in, behind one query builder. */
import { Kysely, type LogEvent } from 'kysely';
import { NO_TRACER, type Tracer } from '../tracer.ts';
import type { SqlDialect } from './migrations.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import type { Tables } from './tables.ts';

/** Every error of its statements is an ArchiveError, `unavailable` or `rejected`. */
export interface Database {
  readonly db: Kysely<Tables>;
  readonly dialect: SqlDialect;
}

export interface DatabaseOptions {
  /** How long a statement may take, in milliseconds, or may wait for another process that writes. Default 5,000. */
  readonly deadlineMs?: number;
  /** SQLite: nobody else may open the file meanwhile, in this process or another. Default false. */
  readonly exclusive?: boolean;
  /** Default: nothing is traced. */
  readonly tracer?: Tracer;
}

const DEFAULT_DEADLINE_MS = 5_000;

/** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. Connections are made by the first statements. */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const { deadlineMs = DEFAULT_DEADLINE_MS, exclusive = false, tracer = NO_TRACER } = options;
  const log = tracer.isOn ? { log: statementLog(tracer) } : {};
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length);
    const dialect = createSqliteDialect({ path, deadlineMs, exclusive });
    return { db: new Kysely<Tables>({ dialect, ...log }), dialect: 'sqlite' };
  }
  // Its driver is loaded only where it is used.
  const { createPostgresDialect } = await import('./postgres-dialect.ts');
  const dialect = createPostgresDialect({ url, deadlineMs });
  return { db: new Kysely<Tables>({ dialect, ...log }), dialect: 'postgres' };
}

/** Each statement is a span, without its parameters. */
function statementLog(tracer: Tracer): (event: LogEvent) => void {
  return ({ level, query, queryDurationMillis }) =>
    tracer.ended({
      name: 'SQL',
      kind: 'client',
      attributes: { 'db.query.text': query.sql },
      durationMs: queryDurationMillis,
      failure: level === 'error' ? 'statement failed' : undefined,
    });
}

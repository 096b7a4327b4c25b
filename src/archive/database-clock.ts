import { type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from './migrations.ts';

/**
 * Now, in epoch milliseconds, by the database's clock: what processes on several hosts agree on must not depend on
 * whose clock is right. PostgreSQL's is read when the expression is evaluated, behind any wait for a lock.
 */
export function databaseNowMs(dialect: SqlDialect): RawBuilder<number> {
  return dialect === 'postgres'
    ? sql`cast(extract(epoch from clock_timestamp()) * 1000 as double precision)`
    : sql`(unixepoch('subsec') * 1000.0)`;
}

/** The greatest of several values. */
export function greatest(dialect: SqlDialect, ...values: readonly RawBuilder<number>[]): RawBuilder<number> {
  const list = sql.join([...values]);
  return dialect === 'postgres' ? sql`greatest(${list})` : sql`max(${list})`;
}

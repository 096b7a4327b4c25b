import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { SqlDialect } from './migrations.ts';
import type { Tables } from './tables.ts';

/** A database, or a transaction on it. */
export interface Connection {
  readonly db: Kysely<Tables>;
  readonly dialect: SqlDialect;
}

/** Reads that belong together, from one moment: what is written meanwhile is not seen. One statement needs none. */
export function snapshot<T>(
  { db, dialect }: Connection,
  read: (connection: Connection) => Promise<T>,
): Promise<T> {
  const readOnly = db.transaction().setAccessMode('read only');
  // SQLite's transactions are snapshots as they are.
  const transaction = dialect === 'postgres' ? readOnly.setIsolationLevel('repeatable read') : readOnly;
  return transaction.execute((trx) => read({ db: trx, dialect }));
}

/** A column's value is one of these, however many: they are one parameter, for databases limit how many there are. */
export function isOneOf(
  connection: Connection,
  column: string,
  values: readonly string[],
): RawBuilder<SqlBool> {
  return isIn(connection, column, textList(connection, values));
}

/** The same, of texts as `textList` makes them or of an expression for them. */
export function isIn({ dialect }: Connection, column: string, texts: unknown): RawBuilder<SqlBool> {
  return dialect === 'postgres'
    ? sql`${sql.ref(column)} = any(${texts}::text[])`
    : sql`${sql.ref(column)} in (select value from json_each(${texts}))`;
}

/** Texts as one parameter. */
export function textList({ dialect }: Connection, texts: readonly string[]): string | readonly string[] {
  // No text in the archive contains U+0000, and PostgreSQL refuses a statement that does.
  const sound = texts.filter((text) => !text.includes('\0'));
  return dialect === 'postgres' ? sound : JSON.stringify(sound);
}

/** A number as the databases' integer columns can be compared with. */
export function sqlInteger(value: number): number {
  return Math.trunc(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));
}

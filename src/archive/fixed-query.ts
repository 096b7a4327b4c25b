/**
 * Queries whose text never changes: compiled once for each database, so that only their parameters are new each time.
 * To compile one of them costs more than to run it.
 */
import { type Compilable, type CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Connection } from './connection.ts';
import type { SqlDialect } from './migrations.ts';

type Value = string | number | readonly string[];

/** Stands for a value that is given when the query runs. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A parameter for each of the names, to be used as an expression. */
export type Slots<Name extends string> = Readonly<Record<Name, RawBuilder<never>>>;

/** `build` is called once for each database; it must use nothing of the connection but its dialect. */
export function fixedQuery<Name extends string, R>(
  names: readonly Name[],
  build: (connection: Connection, slots: Slots<Name>) => Compilable<R>,
): (connection: Connection, values: Readonly<Record<Name, Value>>) => Promise<R[]> {
  const compiled = new Map<SqlDialect, CompiledQuery<R>>();
  return async (connection, values) => {
    const query = compiled.get(connection.dialect) ?? build(connection, slotsOf(names)).compile();
    compiled.set(connection.dialect, query);
    const given = new Map<string, Value>(Object.entries(values));
    const parameters = query.parameters.map((value) =>
      value instanceof Slot ? given.get(value.name) : value,
    );
    const { rows } = await connection.db.executeQuery<R>({ ...query, parameters });
    return rows;
  };
}

function slotsOf<Name extends string>(names: readonly Name[]): Slots<Name> {
  // Object.fromEntries forgets which keys it was given.
  return Object.fromEntries(names.map((name) => [name, sql`${new Slot(name)}`])) as Slots<Name>;
}

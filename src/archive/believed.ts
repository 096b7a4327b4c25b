import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely';
import { dayNumber } from '../jodoo/statistics-day.ts';
import type { Belief } from './fact.ts';
import type { Tables } from './tables.ts';

type FactTable = 'app_day' | 'list_page' | 'absence';

/** Settled, or young enough, or of a day about which nobody can be asked any more. */
export function believed<T extends FactTable>(
  table: T,
  belief: Belief,
): (eb: ExpressionBuilder<Tables, T>) => ExpressionWrapper<Tables, T, SqlBool> {
  const column = (name: 'settled' | 'asked_ms' | 'day') => sql.ref<number>(`${table}.${name}`);
  return (eb) =>
    eb.or([
      sql<SqlBool>`${column('settled')} = 1`,
      sql<SqlBool>`${column('asked_ms')} >= ${belief.sinceMs}`,
      sql<SqlBool>`${column('day')} < ${dayNumber(belief.fromDay)}`,
    ]);
}

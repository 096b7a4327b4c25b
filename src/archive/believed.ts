import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { dayNumber } from '../jodoo/statistics-day.ts';
import { sqlInteger } from './connection.ts';
import type { Belief } from './fact.ts';

const DAY_MS = 86_400_000;

export type BelievedTable = 'usage_row' | 'list_page' | 'absence';

export const BELIEF_NAMES = ['sinceMs', 'fromDay', 'lastSettledDay', 'settleOffsetMs'] as const;
export type BeliefName = (typeof BELIEF_NAMES)[number];

/** A belief as SQL takes it. */
export function beliefValues({
  nowMs,
  sinceMs,
  fromDay,
  settleOffsetMs,
}: Belief): Readonly<Record<BeliefName, number>> {
  return {
    sinceMs: sqlInteger(Math.ceil(sinceMs)),
    fromDay: dayNumber(fromDay),
    lastSettledDay: sqlInteger(Math.floor((nowMs - settleOffsetMs) / DAY_MS)),
    settleOffsetMs: sqlInteger(settleOffsetMs),
  };
}

/**
 * True for facts that are settled, or provisional and believed: young enough and not from before their day settled, or
 * of a day about which nobody can be asked any more.
 */
export function believed(table: BelievedTable, belief: Belief): RawBuilder<SqlBool> {
  return believedBy(table, beliefValues(belief));
}

/** The same, of values or of expressions for them. */
export function believedBy(
  table: BelievedTable,
  { sinceMs, fromDay, lastSettledDay, settleOffsetMs }: Readonly<Record<BeliefName, unknown>>,
): RawBuilder<SqlBool> {
  const column = (name: 'settled' | 'asked_ms' | 'day') => sql.ref(`${table}.${name}`);
  // Cast, for a day's number times a day's milliseconds exceeds PostgreSQL's integer.
  const settlesAtMs = sql`cast(${column('day')} as bigint) * ${sql.lit(DAY_MS)} + ${settleOffsetMs}`;
  return sql`(${column('settled')} = 1 or ${column('day')} < ${fromDay} or (
    ${column('asked_ms')} >= ${sinceMs} and (
      ${column('day')} > ${lastSettledDay} or ${column('asked_ms')} >= ${settlesAtMs})))`;
}

import { sql } from 'kysely';
import { dayNumber } from '../jodoo/statistics-day.ts';
import type { DayLeases } from './archive.ts';
import type { Connection } from './connection.ts';
import { databaseNowMs } from './database-clock.ts';
import { LIST_NUMBERS } from './list-number.ts';

/** A lease that ends later than this is of a clock that was put back since. */
const MAX_LEASE_MS = 24 * 3_600_000;

export function createSqlDayLeases({ db, dialect }: Connection): DayLeases {
  const now = databaseNowMs(dialect);
  return {
    async take(kind, day, holder, forMs) {
      const expires = sql<number>`${now} + ${Math.min(forMs, MAX_LEASE_MS)}`;
      const taken = await db
        .insertInto('day_lease')
        .values({ list: LIST_NUMBERS[kind], day: dayNumber(day), holder, expires_ms: expires })
        .onConflict((conflict) =>
          conflict
            .columns(['list', 'day'])
            .doUpdateSet({ holder, expires_ms: expires })
            .where(
              sql<boolean>`day_lease.holder = ${holder} or day_lease.expires_ms <= ${now}
                or day_lease.expires_ms > ${now} + ${sql.lit(MAX_LEASE_MS)}`,
            ),
        )
        .returning('holder')
        .executeTakeFirst();
      return taken !== undefined;
    },
    async release(kind, day, holder) {
      await db
        .deleteFrom('day_lease')
        .where('list', '=', LIST_NUMBERS[kind])
        .where('day', '=', dayNumber(day))
        .where('holder', '=', holder)
        .execute();
    },
  };
}

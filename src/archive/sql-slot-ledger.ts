/** The ledger of slots in SQL: whatever decides is one statement, by the database's clock. */
import { type RawBuilder, sql } from 'kysely';
import type { SlotLedger } from '../slots/slot-ledger.ts';
import type { Connection } from './connection.ts';
import { databaseNowMs, greatest } from './database-clock.ts';

/** A start further away than so many distances is no queue but a clock that was put back; it is taken as now. */
const MAX_QUEUED_STARTS = 100;
/** Longest hold, and the furthest away that one is believed. */
const MAX_HOLD_MS = 3_600_000;

export function createSqlSlotLedger({ db, dialect }: Connection): SlotLedger {
  const now = databaseNowMs(dialect);
  const heldUntil = sql<number>`case when slot_ledger.held_until_ms > ${now} + ${sql.lit(MAX_HOLD_MS)} then 0
    else slot_ledger.held_until_ms end`;
  /** The first instant at which another start may be. */
  const freeFrom = (distanceMs: number): RawBuilder<number> => {
    const lastStart = sql`case when slot_ledger.last_start_ms > ${now} + ${distanceMs * MAX_QUEUED_STARTS} then ${now}
      else slot_ledger.last_start_ms end`;
    return greatest(dialect, sql`${lastStart} + ${distanceMs}`, heldUntil);
  };

  return {
    async reserve(lane, distanceMs) {
      const { wait } = await db
        .insertInto('slot_ledger')
        .values({ lane, last_start_ms: now, held_until_ms: 0 })
        .onConflict((conflict) =>
          conflict
            .column('lane')
            .doUpdateSet({ last_start_ms: greatest(dialect, now, freeFrom(distanceMs)) }),
        )
        .returning(sql<number>`last_start_ms - ${now}`.as('wait'))
        .executeTakeFirstOrThrow();
      return Math.max(0, Math.ceil(wait));
    },

    async takeIdle(lane, distanceMs, graceMs) {
      const idleFrom = sql<number>`${freeFrom(distanceMs)} + ${graceMs}`;
      const taken = await db
        .insertInto('slot_ledger')
        .values({ lane, last_start_ms: now, held_until_ms: 0 })
        .onConflict((conflict) =>
          conflict
            .column('lane')
            .doUpdateSet({ last_start_ms: now })
            .where(sql<boolean>`${idleFrom} <= ${now}`),
        )
        .returning('lane')
        .executeTakeFirst();
      if (taken !== undefined) return 0;
      const left = await db
        .selectFrom('slot_ledger')
        .select(sql<number>`${idleFrom} - ${now}`.as('ms'))
        .where('lane', '=', lane)
        .executeTakeFirst();
      return Math.max(1, Math.ceil(left?.ms ?? 1));
    },

    async hold(lane, forMs) {
      const until = sql<number>`${now} + ${Math.min(forMs, MAX_HOLD_MS)}`;
      await db
        .insertInto('slot_ledger')
        .values({ lane, last_start_ms: 0, held_until_ms: until })
        .onConflict((conflict) =>
          conflict.column('lane').doUpdateSet({ held_until_ms: greatest(dialect, heldUntil, until) }),
        )
        .execute();
    },

    async heldForMs(lane) {
      const held = await db
        .selectFrom('slot_ledger')
        .select(sql<number>`${heldUntil} - ${now}`.as('ms'))
        .where('lane', '=', lane)
        .executeTakeFirst();
      return Math.max(0, Math.ceil(held?.ms ?? 0));
    },

    async countSharers(holder, withinMs) {
      await db
        .insertInto('slot_sharer')
        .values({ holder, seen_ms: now })
        .onConflict((conflict) => conflict.column('holder').doUpdateSet({ seen_ms: now }))
        .execute();
      const isAlive = sql<boolean>`seen_ms between ${now} - ${withinMs} and ${now} + ${withinMs}`;
      await db.deleteFrom('slot_sharer').where(sql<boolean>`not (${isAlive})`).execute();
      const { sharers } = await db
        .selectFrom('slot_sharer')
        .select(({ fn }) => fn.countAll<number>().as('sharers'))
        .where(isAlive)
        .executeTakeFirstOrThrow();
      return Math.max(1, sharers);
    },
  };
}

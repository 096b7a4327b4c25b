/** What the processes that share an archive agree on: whose the next slot is, and who collects a day. */
import type { Kysely } from 'kysely';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { SlotClaim } from './archive.ts';
import type { Tables } from './tables.ts';

export async function claimSlot(
  db: Kysely<Tables>,
  endpoint: string,
  nowMs: number,
  distanceMs: number,
): Promise<SlotClaim> {
  const { numInsertedOrUpdatedRows: claimed = 0n } = await db
    .insertInto('slot_claim')
    .values({ endpoint, last_start_ms: nowMs })
    .onConflict((conflict) =>
      conflict
        .column('endpoint')
        .doUpdateSet({ last_start_ms: nowMs })
        .where((eb) =>
          eb.or([
            eb('slot_claim.last_start_ms', '<=', nowMs - distanceMs),
            // A start in the future is of a clock that went wrong.
            eb('slot_claim.last_start_ms', '>', nowMs + distanceMs),
          ]),
        ),
    )
    .executeTakeFirstOrThrow();
  if (claimed > 0n) return { claimed: true, freeInMs: 0 };
  const last = await db
    .selectFrom('slot_claim')
    .select('last_start_ms')
    .where('endpoint', '=', endpoint)
    .executeTakeFirst();
  return { claimed: false, freeInMs: Math.max(1, (last?.last_start_ms ?? nowMs) + distanceMs - nowMs) };
}

export async function leaseDay(
  db: Kysely<Tables>,
  day: StatisticsDay,
  holder: string,
  nowMs: number,
  forMs: number,
): Promise<boolean> {
  const lease = { holder, expires_ms: nowMs + forMs };
  const { numInsertedOrUpdatedRows: taken = 0n } = await db
    .insertInto('day_lease')
    .values({ day: dayNumber(day), ...lease })
    .onConflict((conflict) =>
      conflict
        .column('day')
        .doUpdateSet(lease)
        .where((eb) => eb.or([eb('day_lease.holder', '=', holder), eb('day_lease.expires_ms', '<=', nowMs)])),
    )
    .executeTakeFirstOrThrow();
  return taken > 0n;
}

export async function releaseDay(db: Kysely<Tables>, day: StatisticsDay, holder: string): Promise<void> {
  await db.deleteFrom('day_lease').where('day', '=', dayNumber(day)).where('holder', '=', holder).execute();
}

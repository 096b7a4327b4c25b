import { sql } from 'kysely';
import { dayNumber } from '../jodoo/statistics-day.ts';
import type { Archive } from './archive.ts';
import { ArchiveError } from './archive-error.ts';
import { claimSlot, leaseDay, releaseDay } from './claims.ts';
import { type Database, openDatabase } from './database.ts';
import {
  appHistory,
  archiveSummary,
  completeDays,
  daySums,
  exportedRows,
  nearestCompleteDay,
  unknownDaysOf,
} from './history.ts';
import { knownApps, knownMembers, knownPage, latestRows } from './known-apps.ts';
import { knownList } from './known-list.ts';
import { migrate } from './migrate.ts';
import { queriedRows, queriedSum } from './rows-query.ts';
import { withoutPassword } from './without-password.ts';
import { saveLookup, savePage } from './writes.ts';

export interface ArchiveOptions {
  /** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
  readonly url: string;
  /** Whose data it holds, such as the upstream's address: an archive of another's is refused. */
  readonly origin: string;
}

/** Opens an archive and brings it up to date. Rejects with an ArchiveError. */
export async function openArchive({ url, origin }: ArchiveOptions): Promise<Archive> {
  let database: Database | undefined;
  try {
    database = openDatabase(url);
    await migrate(database);
    await claimOrigin(database, url, origin);
    return archiveOf(database);
  } catch (error) {
    await database?.db.destroy().catch(() => {});
    if (error instanceof ArchiveError) throw error;
    throw unavailable(url, error);
  }
}

function archiveOf({ db }: Database): Archive {
  return {
    apps: (day, appIds, belief) => knownApps(db, day, appIds, belief),
    page: (day, page, belief) => knownPage(db, day, page, belief),
    listState: (day, belief) => knownList(db, day, belief),
    nearestCompleteDay: (day, withinDays) => nearestCompleteDay(db, day, withinDays),
    async listedAppIds(day) {
      const rows = await db
        .selectFrom('app_day')
        .select('app_id')
        .where('day', '=', dayNumber(day))
        .where('position', 'is not', null)
        .orderBy('position')
        .execute();
      return rows.map(({ app_id }) => app_id);
    },
    saveLookup: (day, askedIds, rows, asked) => saveLookup(db, day, askedIds, rows, asked),
    savePage: (day, page, rows, hasNext, asked) => savePage(db, day, page, rows, hasNext, asked),
    rows: (day, query, window, belief) => queriedRows(db, day, query, window, belief),
    sum: (day, query, belief) => queriedSum(db, day, query, belief),
    history: (appId, range, window, belief) => appHistory(db, appId, range, window, belief),
    unknownDaysOf: (appId, range, belief) => unknownDaysOf(db, appId, range, belief),
    daySums: (range) => daySums(db, range),
    completeDays: (range) => completeDays(db, range),
    async knowsDay(day) {
      const row = db.selectFrom('archive_day').select('day').where('day', '=', dayNumber(day));
      return (await row.executeTakeFirst()) !== undefined;
    },
    latestRows: (appIds) => latestRows(db, appIds),
    members: (memberIds) => knownMembers(db, memberIds),
    summary: () => archiveSummary(db),
    export: (range) => exportedRows(db, range),
    claimSlot: (endpoint, nowMs, distanceMs) => claimSlot(db, endpoint, nowMs, distanceMs),
    leaseDay: (day, holder, nowMs, forMs) => leaseDay(db, day, holder, nowMs, forMs),
    releaseDay: (day, holder) => releaseDay(db, day, holder),
    async check() {
      await sql`select 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}

/** The first opening says whose data it will be. */
async function claimOrigin({ db }: Database, url: string, origin: string): Promise<void> {
  await db
    .insertInto('archive_origin')
    .values({ id: 1, origin })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const held = await db.selectFrom('archive_origin').select('origin').executeTakeFirstOrThrow();
  if (held.origin === origin) return;
  throw new ArchiveError(
    'origin',
    `The archive ${withoutPassword(url)} holds data of ${held.origin}, not of ${origin}: they must not be mixed. Set DATABASE_URL to another archive.`,
  );
}

function unavailable(url: string, error: unknown): ArchiveError {
  const message = error instanceof Error ? error.message : String(error);
  return new ArchiveError(
    'unavailable',
    `The archive ${withoutPassword(url)} cannot be used: ${message}. Check DATABASE_URL, that its place exists, may be written to and has room, and that its server runs.`,
    { cause: error },
  );
}

import { sql } from 'kysely';
import type { ListKind } from '../jodoo/lists.ts';
import type { Archive, ListArchive } from './archive.ts';
import { ArchiveError } from './archive-error.ts';
import { changes } from './changes.ts';
import type { Connection } from './connection.ts';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { createEntityArchive } from './entities.ts';
import { groups } from './groups.ts';
import { history } from './history.ts';
import { knownFacts } from './known-facts.ts';
import { knownPages } from './known-pages.ts';
import { createListDays } from './list-days.ts';
import { listState } from './list-state.ts';
import { migrate } from './migrate.ts';
import { createOverview } from './overview.ts';
import { queriedRows, queriedSum } from './queried-rows.ts';
import { saveAnswer } from './save-answer.ts';
import { createSqlDayLeases } from './sql-day-leases.ts';
import { createSqlSlotLedger } from './sql-slot-ledger.ts';
import { staleDays } from './stale-days.ts';
import { withoutPassword } from './without-password.ts';

export interface ArchiveOptions extends DatabaseOptions {
  /** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
  readonly url: string;
  /** Whose data it holds, such as the upstream's address: an archive of another's is refused. */
  readonly origin: string;
}

/** Opens an archive and brings it up to date. Rejects with an ArchiveError. */
export async function openArchive({ url, origin, ...options }: ArchiveOptions): Promise<Archive> {
  let database: Database | undefined;
  try {
    database = await openDatabase(url, options);
    await migrate(database);
    await claimOrigin(database, url, origin);
    return archiveOf(database);
  } catch (error) {
    await database?.db.destroy().catch(() => {});
    throw error instanceof ArchiveError && ['newer', 'origin'].includes(error.kind)
      ? error
      : unavailable(url, error);
  }
}

function archiveOf({ db, dialect }: Database): Archive {
  const connection: Connection = { db, dialect };
  const lists: Readonly<Record<ListKind, ListArchive>> = {
    app: listArchive(connection, 'app'),
    member: listArchive(connection, 'member'),
    organization: listArchive(connection, 'organization'),
  };
  return {
    list: (kind) => lists[kind],
    entities: createEntityArchive(connection),
    overview: createOverview(connection),
    ledger: createSqlSlotLedger(connection),
    leases: createSqlDayLeases(connection),
    async check() {
      await sql`select 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}

function listArchive(connection: Connection, kind: ListKind): ListArchive {
  return {
    facts: (day, ids, belief) => knownFacts(connection, kind, day, ids, belief),
    pages: (day, first, last, belief) => knownPages(connection, kind, day, first, last, belief),
    state: (day, belief) => listState(connection, kind, day, belief),
    rows: (day, query, window, belief) => queriedRows(connection, kind, day, query, window, belief),
    sum: (day, query, belief) => queriedSum(connection, kind, day, query, belief),
    staleDays: (question) => staleDays(connection, kind, question),
    save: (answer) => saveAnswer(connection, answer),
    history: (id, range, window, belief) => history(connection, kind, id, range, window, belief),
    changes: (days, query, window, belief) => changes(connection, kind, days, query, window, belief),
    groups: (day, query, window, belief) => groups(connection, kind, day, query, window, belief),
    ...createListDays(connection, kind),
  };
}

/** The first opening says whose data it will be. A database that cannot be written to can be opened again. */
async function claimOrigin({ db }: Database, url: string, origin: string): Promise<void> {
  const held = () => db.selectFrom('archive_origin').select('origin').executeTakeFirst();
  if ((await held()) === undefined) {
    await db
      .insertInto('archive_origin')
      .values({ id: 1, origin })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const owner = (await held())?.origin ?? origin;
  if (owner === origin) return;
  throw new ArchiveError(
    'origin',
    `The archive ${withoutPassword(url)} holds data of ${owner}, not of ${origin}: they must not be mixed. Set DATABASE_URL to another archive.`,
  );
}

function unavailable(url: string, error: unknown): ArchiveError {
  const message = error instanceof Error ? error.message : String(error);
  const { readOnly, code } = error instanceof ArchiveError ? error : { readOnly: false, code: undefined };
  return new ArchiveError(
    'unavailable',
    `The archive ${withoutPassword(url)} cannot be used: ${message}. Check DATABASE_URL, that its place exists, may be written to and has room, and that its server runs.`,
    { cause: error, readOnly, code },
  );
}

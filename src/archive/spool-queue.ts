/** Answers in the order in which they came, and those that the archive refused, in an SQLite file of one process. */
import type { Generated } from 'kysely';
import { sql } from 'kysely';
import { openDatabase } from './database.ts';

export interface SpoolQueueOptions {
  /** `sqlite:<file>` or `sqlite::memory:`. */
  readonly url: string;
}

/** Rejections are ArchiveErrors. */
export interface SpoolQueue {
  count(): Promise<number>;
  /** Resolves to the entry's number, higher than all before. */
  append(answer: string): Promise<number>;
  /** The oldest entries behind `seq`, at most `limit`. */
  next(seq: number, limit: number): Promise<readonly SpoolEntry[]>;
  remove(entry: SpoolEntry): Promise<void>;
  /** Keeps an answer that the archive refused, once for each `call`. */
  setAside(refused: RefusedAnswer): Promise<void>;
  refused(): Promise<readonly RefusedAnswer[]>;
  forgetRefused(): Promise<void>;
  /** Forgets all answers that wait. */
  clear(): Promise<void>;
  /** Gives the disk back what removed answers took. */
  shrink(): Promise<void>;
  close(): Promise<void>;
}

export interface SpoolEntry {
  readonly seq: number;
  readonly answer: string;
}

export interface RefusedAnswer {
  /** What was asked of the upstream. */
  readonly call: string;
  readonly answer: string;
  readonly error: string;
}

type SpoolTables = {
  queued: { seq: Generated<number>; answer: string };
  set_aside: { call: string; answer: string; error: string };
};

/** Only a file that somebody else has is waited for, and that one is not worth waiting for. */
const DEADLINE_MS = 20;

/** Rejects with SQLITE_BUSY when another process has the file. */
export async function openSpoolQueue({ url }: SpoolQueueOptions): Promise<SpoolQueue> {
  const database = await openDatabase(url, { exclusive: true, deadlineMs: DEADLINE_MS });
  const db = database.db.withTables<SpoolTables>();
  try {
    await sql`create table if not exists queued (seq integer primary key autoincrement, answer text not null)`.execute(
      db,
    );
    await sql`create table if not exists set_aside (call text primary key, answer text not null, error text not null)`.execute(
      db,
    );
  } catch (error) {
    await db.destroy();
    throw error;
  }

  return {
    async count() {
      const { n } = await db
        .selectFrom('queued')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return n;
    },
    async append(answer) {
      const { seq } = await db
        .insertInto('queued')
        .values({ answer })
        .returning('seq')
        .executeTakeFirstOrThrow();
      return seq;
    },
    next: (seq, limit) =>
      db
        .selectFrom('queued')
        .select(['seq', 'answer'])
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute(),
    async remove({ seq }) {
      await db.deleteFrom('queued').where('seq', '=', seq).execute();
    },
    async setAside(refused) {
      await db
        .insertInto('set_aside')
        .values(refused)
        .onConflict((conflict) => conflict.column('call').doUpdateSet(refused))
        .execute();
    },
    refused: () => db.selectFrom('set_aside').select(['call', 'answer', 'error']).execute(),
    async forgetRefused() {
      await db.deleteFrom('set_aside').execute();
    },
    async clear() {
      await db.deleteFrom('queued').execute();
    },
    async shrink() {
      await sql`vacuum`.execute(db);
    },
    close: () => db.destroy(),
  };
}

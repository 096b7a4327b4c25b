import { sql } from 'kysely';
import { openDatabase } from './database.ts';

/** Whether a database answers and, if it is a file, is whole. Changes nothing in it. Rejects with an Error in words. */
export async function checkDatabase(url: string): Promise<void> {
  const { db, dialect } = await openDatabase(url);
  try {
    if (dialect === 'postgres') {
      await sql`select 1`.execute(db);
      return;
    }
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
    const [{ quick_check: said } = { quick_check: 'no answer' }] = rows;
    if (said !== 'ok') throw new Error(`the file is damaged (${said})`);
  } finally {
    await db.destroy();
  }
}

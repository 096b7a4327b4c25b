/** Finds out whether an archive that was away answers again, and opens it anew where that helps. */
import { statisticsDay } from '../jodoo/statistics-day.ts';
import type { Archive } from './archive.ts';
import { ArchiveError } from './archive-error.ts';

/** Nothing is archived of it. */
const NO_DAY = statisticsDay('1970-01-01');

/**
 * `current` while it can be read and written; else one opened anew, for another file may be there now, or one that may
 * be written. One that cannot be read is closed. Rejects when neither can be read.
 */
export async function usableArchive(
  current: Archive | undefined,
  open: () => Promise<Archive>,
  isClosed: () => boolean,
): Promise<Archive> {
  const isReadable = current !== undefined && (await canBeRead(current));
  if (isReadable && (await canBeWritten(current))) return current;
  // Of a file that was replaced, the old one must be let go before the new one is opened.
  if (!isReadable) await current?.close().catch(() => {});
  const fresh = await open();
  if (isClosed() || !(await canBeRead(fresh))) {
    await fresh.close();
    throw new ArchiveError('unavailable', 'The archive can be opened, and does not answer.');
  }
  return fresh;
}

/** Reads from the tables: they may be locked where the database itself answers. */
export async function canBeRead(archive: Archive): Promise<boolean> {
  return await passes(async () => {
    await archive.check();
    await archive.list('app').knowsDay(NO_DAY);
    await archive.list('app').listedIds(NO_DAY);
  });
}

/** A write that changes nothing. */
async function canBeWritten(archive: Archive): Promise<boolean> {
  return await passes(() => archive.leases.release('app', NO_DAY, ''));
}

async function passes(check: () => Promise<void>): Promise<boolean> {
  return await check().then(
    () => true,
    () => false,
  );
}

/** Where a process keeps its spool: a file that no other process has open, and what dead ones left in theirs. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sqliteCodeOf } from './database-error.ts';
import { openSpoolQueue, type SpoolQueue } from './spool-queue.ts';

export interface SpoolFilesOptions {
  readonly directory: string;
  /** Spools of different archives, or of different origins, share nothing. */
  readonly url: string;
  readonly origin: string;
}

export interface SpoolFiles {
  readonly queue: SpoolQueue;
  readonly factsPath: string;
  /** Answers that processes before this one left, now in its queue. */
  readonly inherited: number;
}

const MAX_PROCESSES = 100;
const BATCH = 200;
/** Another process has the file, or it is no spool. */
const PASSED_OVER: ReadonlySet<number> = new Set([5, 11, 26]);

/** Rejects with an ArchiveError or a system error where the directory cannot be used. */
export async function claimSpoolFiles({ directory, url, origin }: SpoolFilesOptions): Promise<SpoolFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const name = `spool-${createHash('sha256').update(`${origin}\n${url}`).digest('hex').slice(0, 8)}`;
  const pathOf = (slot: number) => join(directory, `${name}-${slot}`);
  for (let slot = 1; slot <= MAX_PROCESSES; slot += 1) {
    const queue = await openUnlessTaken(`${pathOf(slot)}.db`);
    if (queue === undefined) continue;
    const others = await slotsIn(directory, name);
    let inherited = 0;
    for (const other of others.filter((found) => found !== slot)) {
      // What cannot be taken over now stays where it is.
      inherited += await inherit(pathOf(other), queue).catch(() => 0);
    }
    return { queue, factsPath: `${pathOf(slot)}-facts.db`, inherited };
  }
  throw new Error(`${MAX_PROCESSES} processes have a spool in ${directory} already`);
}

async function openUnlessTaken(path: string): Promise<SpoolQueue | undefined> {
  try {
    return await openSpoolQueue({ url: `sqlite:${path}` });
  } catch (error) {
    const code = error instanceof Error ? sqliteCodeOf(error.cause) : undefined;
    if (code !== undefined && PASSED_OVER.has(code % 256)) return undefined;
    throw error;
  }
}

async function slotsIn(directory: string, name: string): Promise<number[]> {
  const pattern = new RegExp(`^${name}-(\\d+)\\.db$`);
  return (await readdir(directory)).flatMap((file) => {
    const slot = pattern.exec(file)?.[1];
    return slot === undefined ? [] : [Number(slot)];
  });
}

/** The emptied file stays: removing it could take it from a process that has just opened it. */
async function inherit(path: string, queue: SpoolQueue): Promise<number> {
  const left = await openUnlessTaken(`${path}.db`);
  if (left === undefined) return 0;
  let inherited = 0;
  try {
    for (const refused of await left.refused()) await queue.setAside(refused);
    for (let entries = await left.next(0, BATCH); entries.length > 0; entries = await left.next(0, BATCH)) {
      for (const entry of entries) {
        await queue.append(entry.answer);
        await left.remove(entry);
        inherited += 1;
      }
    }
    await left.forgetRefused();
    for (const suffix of ['', '-wal', '-shm']) await rm(`${path}-facts.db${suffix}`, { force: true });
    return inherited;
  } finally {
    await left.close();
  }
}

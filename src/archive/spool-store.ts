/** One place for spooled answers, on disk or in memory: their queue, and an archive of them to read meanwhile. */
import { rm } from 'node:fs/promises';
import type { Archive } from './archive.ts';
import type { ListAnswer } from './fact.ts';
import { openArchive } from './open-archive.ts';
import type { SpoolEntry, SpoolQueue } from './spool-queue.ts';
import { answerText } from './spooled-answer.ts';

export interface SpoolStoreOptions {
  readonly queue: SpoolQueue;
  /** The file of the archive to read; undefined: in memory. */
  readonly factsPath: string | undefined;
  readonly origin: string;
}

export interface SpoolStore {
  readonly queue: SpoolQueue;
  /** Answers that wait, those under way to the queue included. */
  waiting(): number;
  /** The archive of what waits; undefined while it was not needed yet. */
  facts(): Archive | undefined;
  openFacts(): Promise<Archive>;
  /** Queues an answer and makes it readable. Rejects with an ArchiveError when one of both failed. */
  append(answer: ListAnswer): Promise<void>;
  /** Makes answers readable that need not be queued; does nothing once what was readable is forgotten. */
  copy(answers: readonly ListAnswer[]): Promise<void>;
  /** The oldest answers that wait. */
  next(limit: number): Promise<readonly SpoolEntry[]>;
  /** Says that an answer waits no longer. It is not handed out again, even where it cannot be removed. */
  done(entry: SpoolEntry): Promise<void>;
  /** Gives up all answers that wait; resolves to how many those are. */
  giveUp(): Promise<number>;
  /** Forgets what is readable, unless something waits again. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function createSpoolStore({ queue, factsPath, origin }: SpoolStoreOptions): Promise<SpoolStore> {
  const url = factsPath === undefined ? 'sqlite::memory:' : `sqlite:${factsPath}`;
  let queued = await queue.count();
  /** Answers that are about to be queued. */
  let underWay = 0;
  let lastSeq = 0;
  /** Entries up to this one wait no longer, whether they could be removed or not. */
  let doneSeq = 0;
  let facts: Archive | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** Opening, writing and forgetting come one after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  async function openNow(): Promise<Archive> {
    facts ??= await openArchive({ url, origin });
    return facts;
  }

  async function enqueue(answer: ListAnswer): Promise<Archive> {
    try {
      const archive = await openNow();
      lastSeq = await queue.append(answerText(answer));
      queued += 1;
      return archive;
    } finally {
      underWay -= 1;
    }
  }

  async function forgetFacts(): Promise<void> {
    const forgotten = facts;
    facts = undefined;
    await forgotten?.close();
    await removeFiles();
  }

  async function removeFiles(): Promise<void> {
    if (factsPath === undefined) return;
    for (const suffix of ['', '-wal', '-shm']) await rm(`${factsPath}${suffix}`, { force: true });
  }

  // What a process before us left is read on only while its answers wait, and where it can be: it is only a copy.
  if (queued === 0) await removeFiles();
  else await openNow().catch(removeFiles);

  return {
    queue,
    waiting: () => queued + underWay,
    facts: () => facts,
    openFacts: () => inTurn(openNow),
    async append(answer) {
      underWay += 1;
      await inTurn(async () => {
        const archive = await enqueue(answer);
        await archive.list(answer.list).save(answer);
      });
    },
    copy: (answers) =>
      inTurn(async () => {
        const archive = facts;
        if (archive === undefined) return;
        for (const answer of answers) await archive.list(answer.list).save(answer);
      }),
    async next(limit) {
      const seqBefore = lastSeq;
      const entries = await queue.next(doneSeq, limit);
      // Whatever was counted and is not there does not wait.
      if (entries.length === 0 && lastSeq === seqBefore) queued = 0;
      return entries;
    },
    async done(entry) {
      if (entry.seq <= doneSeq) return;
      doneSeq = entry.seq;
      queued -= 1;
      await queue.remove(entry).catch(() => {});
    },
    giveUp: () =>
      inTurn(async () => {
        const givenUp = queued;
        queued = 0;
        doneSeq = lastSeq;
        await queue.clear().catch(() => {});
        await forgetFacts();
        return givenUp;
      }),
    clear: () =>
      inTurn(async () => {
        if (queued > 0) return;
        await forgetFacts();
        await queue.clear().catch(() => {});
        await queue.shrink().catch(() => {});
      }),
    async close() {
      await last;
      await facts?.close();
      await queue.close();
    },
  };
}

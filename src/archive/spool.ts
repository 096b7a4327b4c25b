/**
 * Keeps the answers that are fetched while the archive is away: on disk, where they survive the process, and in memory
 * where the disk fails, too. They are readable meanwhile, and filed in their order once the archive is back.
 */
import type { Archive } from './archive.ts';
import { isRejected, isUnavailable } from './archive-error.ts';
import type { ArchiveLog } from './archive-log.ts';
import { drainStore, UnreadableQueue } from './drain-store.ts';
import type { ListAnswer } from './fact.ts';
import { createSetAside } from './set-aside.ts';
import { claimSpoolFiles, type SpoolFilesOptions } from './spool-files.ts';
import { openSpoolQueue } from './spool-queue.ts';
import { createSpoolStore, type SpoolStore } from './spool-store.ts';

export interface SpoolOptions extends Omit<SpoolFilesOptions, 'directory'> {
  /** Where to keep the file; undefined: answers are kept in memory only. */
  readonly directory: string | undefined;
  readonly log: ArchiveLog;
  /** How many answers are kept in memory where the disk does not keep them. Default 1,000 of at most 100 rows. */
  readonly maxInMemory?: number;
}

export interface Spool {
  /** Archives to read what waits from, the latest answers in the last one. `atLeastOne`: be it an empty one. */
  layers(atLeastOne: boolean): Promise<readonly Archive[]>;
  /** Changes whenever the layers lose something, so that a read of several layers can notice. */
  generation(): number;
  /** How many answers wait for the archive, since the start could not be kept, and were refused by the archive. */
  counts(): SpoolCounts;
  /** Keeps an answer until the archive is back. Rejects with an ArchiveError when it cannot be read meanwhile. */
  keep(answer: ListAnswer): Promise<void>;
  /** Makes answers that are in other layers already readable in the last one, together with what waits there. */
  copy(answers: readonly ListAnswer[]): Promise<void>;
  /** Keeps an answer that the archive refuses, for people to look at. */
  setAside(answer: ListAnswer, error: unknown): Promise<void>;
  /** Hands all answers that wait to `save`, in order. Rejects when `save` does, except for refused answers. */
  drain(save: (answer: ListAnswer) => Promise<void>): Promise<void>;
  /** Forgets what was readable; call it when nothing waits. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface SpoolCounts {
  readonly waiting: number;
  readonly lost: number;
  readonly setAside: number;
}

const MAX_IN_MEMORY = 1_000;

export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { origin, log, maxInMemory = MAX_IN_MEMORY } = options;
  const disk = await openDiskStore(options);
  const memory = await createSpoolStore({
    queue: await openSpoolQueue({ url: 'sqlite::memory:' }),
    factsPath: undefined,
    origin,
  });
  const stores: readonly SpoolStore[] = disk === undefined ? [memory] : [disk, memory];
  /** False from the disk's first failure until everything has been filed. */
  let diskKeeps = disk !== undefined;
  let generation = 0;
  let lost = 0;
  const setAside = createSetAside(stores, log);

  const waiting = () => stores.reduce((sum, store) => sum + store.waiting(), 0);
  const current = () => (disk !== undefined && diskKeeps ? disk : memory);

  async function keep(answer: ListAnswer): Promise<void> {
    if (disk !== undefined && diskKeeps) {
      try {
        return await disk.append(answer);
      } catch (error) {
        if (isRejected(error)) throw error;
        diskFails(error);
      }
    }
    if (memory.waiting() >= maxInMemory) {
      await giveUp(memory, new Error(`there is room for ${maxInMemory} answers in memory`));
    }
    await memory.append(answer);
  }

  function diskFails(error: unknown): void {
    if (diskKeeps) log.error({ err: error }, 'the spool on disk fails: answers are kept in memory');
    diskKeeps = false;
  }

  async function giveUp(store: SpoolStore, error: unknown): Promise<void> {
    generation += 1;
    const answers = await store.giveUp();
    lost += answers;
    log.error(
      { err: error, answers, lost },
      'answers are lost: they could not be kept until the archive is back',
    );
  }

  return {
    async layers(atLeastOne) {
      const open = stores.flatMap((store) => store.facts() ?? []);
      if (open.length > 0 || !atLeastOne) return open;
      return [
        await current()
          .openFacts()
          .catch(() => memory.openFacts()),
      ];
    },
    generation: () => generation,
    counts: () => ({ waiting: waiting(), lost, setAside: setAside.count() }),
    keep,
    async copy(answers) {
      const last = stores.findLast((store) => store.facts() !== undefined);
      try {
        await last?.copy(answers);
      } catch (error) {
        if (!isUnavailable(error) || last === memory) throw error;
        diskFails(error);
        await memory.openFacts();
        await memory.copy(answers);
      }
    },
    setAside: setAside.answer,
    async drain(save) {
      for (const store of stores) {
        await drainStore(store, save, setAside).catch(async (error: unknown) => {
          if (!(error instanceof UnreadableQueue)) throw error;
          await giveUp(store, error);
        });
      }
    },
    async clear() {
      generation += 1;
      diskKeeps = disk !== undefined;
      for (const store of stores) await store.clear();
    },
    async close() {
      for (const store of stores) await store.close();
    },
  };
}

/** Undefined where nothing can be kept on disk; says why. */
async function openDiskStore({ directory, url, origin, log }: SpoolOptions): Promise<SpoolStore | undefined> {
  if (directory === undefined) return undefined;
  try {
    const { queue, factsPath, inherited } = await claimSpoolFiles({ directory, url, origin });
    if (inherited > 0) log.info({ answers: inherited }, 'took over answers that an earlier process has left');
    return await createSpoolStore({ queue, factsPath, origin });
  } catch (error) {
    log.error({ err: error, directory }, 'no spool on disk: without the archive, answers are kept in memory');
    return undefined;
  }
}

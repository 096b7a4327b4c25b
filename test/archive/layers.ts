/** Layered archives for tests, with what they log. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { createLayeredArchive, type LayeredArchive } from '../../src/archive/layered-archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { openSpool } from '../../src/archive/spool.ts';

export interface LayersOptions {
  readonly url: string;
  /** Default: opens the URL. */
  readonly open?: () => Promise<Archive>;
  /** Where to spool; null: in memory. Default: a directory of the test's own. */
  readonly spoolDirectory?: string | null;
  readonly maxInMemory?: number;
  readonly deadlineMs?: number;
}

export interface Layers {
  readonly archive: LayeredArchive;
  /** The messages logged so far. */
  readonly logged: readonly string[];
}

export function layersForTests() {
  const opened: Archive[] = [];
  const directories: string[] = [];
  afterEach(async () => {
    for (const archive of opened.splice(0)) await archive.close();
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
  });

  async function directory(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'layers-'));
    directories.push(made);
    return made;
  }

  return {
    directory,
    async open({
      url,
      open,
      spoolDirectory,
      maxInMemory,
      deadlineMs = 1_000,
    }: LayersOptions): Promise<Layers> {
      const logged: string[] = [];
      const note = (_fields: object, message: string) => void logged.push(message);
      const log = { info: note, error: note };
      const spool = await openSpool({
        directory: spoolDirectory === null ? undefined : (spoolDirectory ?? (await directory())),
        url,
        origin: 'test',
        log,
        ...(maxInMemory === undefined ? {} : { maxInMemory }),
      });
      const archive = await createLayeredArchive({
        open: open ?? (() => openArchive({ url, origin: 'test', deadlineMs })),
        spool,
        retryMs: 50,
        log,
      });
      opened.push(archive);
      return { archive, logged };
    },
  };
}

export async function until(holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it did not come true in time');
    await sleep(10);
  }
}

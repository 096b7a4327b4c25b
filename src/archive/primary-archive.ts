/**
 * The archive proper, that may be away: notices when it goes, tries it again, and lets what was spooled meanwhile be
 * filed before it counts as back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Archive } from './archive.ts';
import { ArchiveError, isUnavailable } from './archive-error.ts';
import type { ArchiveLog } from './archive-log.ts';
import { canBeRead, usableArchive } from './usable-archive.ts';

/** `readOnly`: it is read, and what is fetched waits in the spool. `reason` says why, for people. */
export type ArchiveState =
  | { readonly kind: 'up' }
  | { readonly kind: 'readOnly'; readonly reason: string }
  | { readonly kind: 'down'; readonly reason: string };

export interface PrimaryArchiveOptions {
  /** Rejects with an ArchiveError; the kinds `newer` and `origin` must not be used at all. */
  readonly open: () => Promise<Archive>;
  /** How often it is looked after, in milliseconds; more often at first after it went away. */
  readonly retryMs: number;
  /** Answers that have to be filed before it is up. */
  readonly waiting: () => number;
  /** Files them, until `isClosed`. Rejects when the archive does. */
  readonly catchUp: (archive: Archive, isClosed: () => boolean) => Promise<void>;
  /** Called once it is up again. */
  readonly onBack: () => void;
  readonly log: ArchiveLog;
}

export interface PrimaryArchive {
  state(): ArchiveState;
  /** True while what waits is being filed. */
  isCatchingUp(): boolean;
  /**
   * Asks the archive, and moves the state when it does not answer. What broke, and did not just
   * take too long, is tried again a few times.
   * Rejects with an ArchiveError, without asking while the state is down.
   */
  ask<T>(call: (archive: Archive) => Promise<T>, purpose: 'read' | 'write'): Promise<T>;
  close(): Promise<void>;
}

/** Before what failed is tried again: a connection that broke is replaced, and others may be whole. */
const PAUSES_MS = [10, 40, 160];
const FIRST_RETRY_MS = 500;

/** Rejects when the archive must not be used at all (a newer one, another organization's). */
export async function createPrimaryArchive(options: PrimaryArchiveOptions): Promise<PrimaryArchive> {
  const { open, retryMs, waiting, catchUp, onBack, log } = options;
  let archive: Archive | undefined;
  let state: ArchiveState = { kind: 'up' };
  let timer: NodeJS.Timeout | undefined;
  let attempts = 0;
  let isLooking = false;
  let catchingUp: Promise<void> | undefined;
  let closed = false;

  try {
    archive = await open();
    if (waiting() > 0) state = { kind: 'readOnly', reason: filing() };
    lookLater(waiting() > 0 ? 0 : retryMs);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    goAway(error, 'read');
  }

  function filing(): string {
    return `${waiting()} answers that were fetched while it was away are still to be filed`;
  }

  function goAway(error: ArchiveError, purpose: 'read' | 'write'): void {
    const isReadable = purpose === 'write' && error.readOnly && state.kind !== 'down';
    const wasUp = state.kind === 'up';
    state = { kind: isReadable ? 'readOnly' : 'down', reason: error.message };
    if (!wasUp) return;
    log.error(
      { err: error },
      isReadable
        ? 'the archive cannot be written: it is read on, and answers are kept until it can'
        : 'the archive is not available: answers come from the upstream and are kept until it is back',
    );
    attempts = 0;
    lookLater(nextDelayMs());
  }

  function nextDelayMs(): number {
    if (state.kind === 'up') return retryMs;
    attempts += 1;
    return Math.min(retryMs, FIRST_RETRY_MS * 2 ** (attempts - 1));
  }

  function lookLater(delayMs: number): void {
    clearTimeout(timer);
    if (closed || isLooking) return;
    timer = setTimeout(() => {
      isLooking = true;
      void look().finally(() => {
        isLooking = false;
        lookLater(nextDelayMs());
      });
    }, delayMs);
  }

  async function look(): Promise<void> {
    if (state.kind === 'up') {
      await ask((current) => current.check(), 'read').catch(() => {});
      return;
    }
    try {
      await recover();
    } catch (error) {
      if (closed) return;
      const isReadable = state.kind === 'readOnly' && archive !== undefined && (await canBeRead(archive));
      const reason = error instanceof Error ? error.message : String(error);
      state = { kind: isReadable ? 'readOnly' : 'down', reason };
    }
  }

  async function recover(): Promise<void> {
    const previous = archive;
    const current = await usableArchive(previous, open, () => closed);
    archive = current;
    if (previous !== current) await previous?.close().catch(() => {});
    if (closed) return;
    if (state.kind === 'down') state = { kind: 'readOnly', reason: filing() };
    while (waiting() > 0) {
      catchingUp = catchUp(current, () => closed);
      await catchingUp.finally(() => {
        catchingUp = undefined;
      });
    }
    state = { kind: 'up' };
    onBack();
  }

  async function ask<T>(call: (archive: Archive) => Promise<T>, purpose: 'read' | 'write'): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      const current = archive;
      if (current === undefined || state.kind === 'down') {
        throw new ArchiveError(
          'unavailable',
          state.kind === 'down' ? state.reason : 'The archive is closed.',
        );
      }
      try {
        return await call(current);
      } catch (error) {
        // Unless it was opened anew meanwhile.
        if (archive === current) {
          if (!isUnavailable(error)) throw error;
          if (error.timedOut || attempt === PAUSES_MS.length) {
            goAway(error, purpose);
            throw error;
          }
        }
      }
      await sleep(PAUSES_MS[attempt] ?? 0);
    }
  }

  return {
    state: () => state,
    isCatchingUp: () => catchingUp !== undefined,
    ask,
    async close() {
      closed = true;
      clearTimeout(timer);
      await catchingUp?.catch(() => {});
      await archive?.close();
    },
  };
}

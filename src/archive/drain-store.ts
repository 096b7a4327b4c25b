/** Files the answers of a spool's store, in their order. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from './archive-error.ts';
import type { ListAnswer } from './fact.ts';
import type { SetAside } from './set-aside.ts';
import type { SpoolEntry } from './spool-queue.ts';
import type { SpoolStore } from './spool-store.ts';
import { answerOf } from './spooled-answer.ts';

type Save = (answer: ListAnswer) => Promise<void>;

/** What waits in the store cannot be read any more. */
export class UnreadableQueue extends Error {
  override readonly name = 'UnreadableQueue';
}

const BATCH = 50;
const LOOK_AGAIN_MS = 5;

/** Rejects when `save` finds the archive unavailable; what it refuses is set aside. */
export async function drainStore(store: SpoolStore, save: Save, setAside: SetAside): Promise<void> {
  while (store.waiting() > 0) {
    const entries = await store.next(BATCH).catch((error: unknown) => {
      throw new UnreadableQueue('the spool cannot be read', { cause: error });
    });
    // One is on its way to the queue.
    if (entries.length === 0) await sleep(LOOK_AGAIN_MS);
    for (const entry of entries) {
      await file(entry, save, setAside);
      await store.done(entry);
      // SQLite answers at once, and requests shall be answered in between.
      await nextTurn();
    }
  }
}

async function file({ answer: text }: SpoolEntry, save: Save, setAside: SetAside): Promise<void> {
  let answer: ListAnswer;
  try {
    answer = answerOf(text);
  } catch (error) {
    return await setAside.text(text, error);
  }
  try {
    await save(answer);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    await setAside.answer(answer, error);
  }
}

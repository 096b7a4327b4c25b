/** Answers that the archive refuses are kept for people to look at, and hold up no others. */
import type { ArchiveLog } from './archive-log.ts';
import type { ListAnswer } from './fact.ts';
import type { SpoolStore } from './spool-store.ts';
import { answerText } from './spooled-answer.ts';

export interface SetAside {
  answer(answer: ListAnswer, error: unknown): Promise<void>;
  /** A text of the queue that is no answer. */
  text(text: string, error: unknown): Promise<void>;
  /** How many since the start. */
  count(): number;
}

const MAX_CALL_TEXT = 200;

/** Keeps them in the first store that can. */
export function createSetAside(stores: readonly SpoolStore[], log: ArchiveLog): SetAside {
  let count = 0;

  async function keep(call: string, answer: string, error: unknown, details: object): Promise<void> {
    count += 1;
    log.error({ err: error, ...details }, 'the archive refuses an answer: it is set aside');
    const refused = { call, answer, error: error instanceof Error ? error.message : String(error) };
    for (const { queue } of stores) {
      const isKept = await queue.setAside(refused).then(
        () => true,
        () => false,
      );
      if (isKept) return;
    }
  }

  return {
    answer(answer, error) {
      const { list, call } = answer;
      const details = { list, day: call.day, call };
      return keep(JSON.stringify({ list, ...call }), answerText(answer), error, details);
    },
    text: (text, error) => keep(text.slice(0, MAX_CALL_TEXT), text, error, {}),
    count: () => count,
  };
}

import type { AnswerCache } from './answer-cache.ts';
import { acceptedCoding, type ContentCoding, encoded } from './content-coding.ts';
import type { FinishedAnswer } from './finished-answer.ts';

/** They share Node's few threads with the files and look-ups of names of the whole process. */
const MOST_AT_ONCE = 2;

/**
 * Codes kept answers for clients that accept it: once for each answer and coding, on another thread. Whoever asks
 * before it is done gets the answer without a coding.
 */
export function createAnswerVariants(
  answers: Pick<AnswerCache, 'addVariant'>,
): (key: string, answer: FinishedAnswer, acceptEncoding: string | undefined) => void {
  const underWay = new Set<string>();

  async function make(key: string, { bodies }: FinishedAnswer, coding: ContentCoding): Promise<void> {
    underWay.add(key);
    // An answer that does not become shorter stands for itself, so that nobody tries again.
    const body = (await encoded(bodies.identity, coding).catch(() => undefined)) ?? bodies.identity;
    underWay.delete(key);
    answers.addVariant(key, coding, body);
  }

  return (key, answer, acceptEncoding) => {
    const coding = acceptedCoding(acceptEncoding);
    if (coding === undefined || answer.bodies[coding] !== undefined) return;
    if (underWay.has(key) || underWay.size >= MOST_AT_ONCE) return;
    void make(key, answer, coding);
  };
}

/** Shelf 1: the finished bytes of answers that never change, by who asks and what exactly was asked. */
import { LRUCache } from 'lru-cache';
import type { ContentCoding } from './content-coding.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import type { FinishedAnswer } from './finished-answer.ts';
import type { Telemetry } from './telemetry.ts';

export interface AnswerCache {
  get(key: string): FinishedAnswer | undefined;
  /**
   * Whether an answer of so many bytes is worth keeping. Once there is no room, one is when the same was asked before:
   * answers that nobody asks for again would push out those that are, and cost more than they save.
   */
  wants(key: string, bytes: number): boolean;
  /** Keeps an answer, unless it alone would take more than an eighth of the room. */
  keep(key: string, answer: FinishedAnswer): void;
  /** Adds the same answer in another content coding. */
  addVariant(key: string, coding: ContentCoding, body: Buffer): void;
}

export interface AnswerCacheOptions {
  /** Of keys and bodies together, all their variants included; 0 keeps nothing. */
  readonly maxBytes: number;
  readonly telemetry: Pick<Telemetry, 'answerSought' | 'answersKept'>;
}

/** Of an entry besides its key and bodies: headers, objects, the map's own. */
const ENTRY_BYTES = 1000;
const LEAST_ENTRIES = 8;

export function createAnswerCache({ maxBytes, telemetry }: AnswerCacheOptions): AnswerCache | undefined {
  if (maxBytes === 0) return undefined;
  const answers = new LRUCache<string, FinishedAnswer>({
    maxSize: maxBytes,
    maxEntrySize: Math.floor(maxBytes / LEAST_ENTRIES),
    sizeCalculation: sizeOf,
  });

  const doorkeeper = createDoorkeeper();

  function put(key: string, answer: FinishedAnswer): void {
    answers.set(key, answer);
    telemetry.answersKept({ answers: answers.size, bytes: answers.calculatedSize });
  }

  return {
    get(key) {
      const found = answers.get(key);
      telemetry.answerSought(found === undefined ? 'miss' : 'hit');
      return found;
    },
    wants: (key, bytes) =>
      answers.calculatedSize + entryBytes(key, bytes) <= maxBytes || doorkeeper.knows(key),
    keep: put,
    addVariant(key, coding, body) {
      const answer = answers.peek(key);
      // A new object: the cache takes the size of an entry only when its value changes.
      if (answer !== undefined) put(key, { ...answer, bodies: { ...answer.bodies, [coding]: body } });
    },
  };
}

function sizeOf({ bodies }: FinishedAnswer, key: string): number {
  const bytes = Object.values(bodies).reduce((sum, body) => sum + body.length, 0);
  return entryBytes(key, bytes);
}

function entryBytes(key: string, bytes: number): number {
  // A key holds the bytes of a body, one character each.
  return ENTRY_BYTES + key.length + bytes;
}

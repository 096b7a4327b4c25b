/** An answer as bytes, ready to be sent to whoever asks the same again. */
import { createHash } from 'node:crypto';
import type { QueryNotes, QueryReport } from './exchange.ts';

/** An answer without errors, as it is sent. */
export interface JsonAnswer {
  readonly text: string;
  readonly contentType: string;
}

export interface FinishedAnswer {
  readonly contentType: string;
  /** Of the data alone: what an answer cost differs from one time to the next. */
  readonly etag: () => string;
  /** Without a coding, and in those that were made since. */
  readonly bodies: { readonly identity: Buffer; readonly gzip?: Buffer; readonly br?: Buffer };
  /** What the log and telemetry tell of the query each time. */
  readonly notes: Readonly<QueryNotes>;
}

/** What a later answer with the same data costs. */
const NO_COST: QueryReport = { calls: 0, waitMs: 0, callsMs: 0, archiveMs: 0, stale: [], shelf: 'answers' };
const FREE_ENDING = endingOf(NO_COST);

/**
 * Makes an answer to keep of one that was just made. Its cost becomes nothing, which is what it costs
 * from now on. Undefined for a text that does not end with its cost: then it is none of ours.
 */
export function finishedAnswer(
  { text, contentType }: JsonAnswer,
  { operation, type, report }: QueryNotes,
): FinishedAnswer | undefined {
  const ending = report && endingOf(report());
  if (ending === undefined || !text.endsWith(ending)) return undefined;
  const identity = Buffer.from(ending === FREE_ENDING ? text : text.slice(0, -ending.length) + FREE_ENDING);
  let etag: string | undefined;
  return {
    contentType,
    // Most answers are never asked for by GET, and to hash one takes as long as to send it.
    etag: () => {
      etag ??= etagOf(identity.subarray(0, -FREE_ENDING.length));
      return etag;
    },
    bodies: { identity },
    notes: { operation, type, report: () => NO_COST },
  };
}

/** The answer as it is sent the first time: with what it cost. */
export function firstAnswer({ text }: JsonAnswer, kept: FinishedAnswer): FinishedAnswer {
  if (text.endsWith(FREE_ENDING)) return kept;
  const { contentType, etag, notes } = kept;
  return { contentType, etag, notes, bodies: { identity: Buffer.from(text) } };
}

function etagOf(data: Buffer): string {
  return `W/"${createHash('sha256').update(data).digest('base64url')}"`;
}

function endingOf({ calls, waitMs }: QueryReport): string {
  return `,"extensions":${JSON.stringify({ upstream: { calls, waitMs } })}}`;
}

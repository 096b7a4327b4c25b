import { setImmediate } from 'node:timers/promises';
import type { ExecutionResult, GraphQLError } from 'graphql';

/** A part of an answer, as the executor makes it and clients of `deferSpec=20220824` read it. */
export interface AnswerPart extends ExecutionResult {
  readonly incremental?: readonly IncrementalResult[];
  /** False in the last part. */
  readonly hasNext?: boolean;
}

export interface IncrementalResult {
  readonly data?: unknown;
  readonly items?: readonly unknown[] | null;
  readonly errors?: readonly GraphQLError[];
  readonly path?: readonly (string | number)[];
  readonly label?: string;
}

/**
 * The executor makes a part of each item that is ready. Sends what is ready at the same time in one part: the hundred
 * rows of a call arrive together.
 */
export async function* gatheredParts(parts: AsyncIterable<AnswerPart>): AsyncGenerator<AnswerPart> {
  const source = parts[Symbol.asyncIterator]();
  try {
    const first = await source.next();
    if (first.done) return;
    yield first.value;
    let next = source.next();
    for (let step = await next; !step.done; step = await next) {
      let part = step.value;
      await setImmediate();
      next = source.next();
      for (let more = await readyNow(next); more !== undefined; more = await readyNow(next)) {
        part = joined(part, more);
        next = source.next();
      }
      yield part;
    }
  } finally {
    await source.return?.();
  }
}

/** undefined where it would have to be waited for, or there is none. */
async function readyNow(next: Promise<IteratorResult<AnswerPart>>): Promise<AnswerPart | undefined> {
  const step = await Promise.race([next.catch(() => undefined), setImmediate(undefined)]);
  return step?.done === false ? step.value : undefined;
}

function joined(one: AnswerPart, other: AnswerPart): AnswerPart {
  const errors = [...(one.errors ?? []), ...(other.errors ?? [])];
  const incremental = [...(one.incremental ?? []), ...(other.incremental ?? [])];
  return {
    ...one,
    ...other,
    ...(errors.length > 0 && { errors }),
    ...(incremental.length > 0 && { incremental }),
  };
}

import { type DocumentNode, visit } from 'graphql';
import { operationOf } from './priced-query.ts';
import type { Answered, Send, SentOperation } from './send.ts';
import { parsed, watchPrice } from './watch-price.ts';

export interface RunOptions {
  /** From the editor's Headers tab. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type Fetcher = (operation: SentOperation, options?: RunOptions) => AsyncIterable<Answered>;

/** Runs what the editor asks, and tells how far it is; an empty text when it is done. */
export function createFetcher(send: Send, tell: (words: string) => void): Fetcher {
  return (operation, { headers = {} } = {}) => {
    const stop = new AbortController();
    const answers = run(operation, headers, stop.signal);
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => answers.next(),
        async return() {
          // GraphiQL's stop button; a generator that waits for its request would not hear of it.
          stop.abort();
          return { done: true, value: undefined };
        },
      }),
    };
  };

  async function* run(
    operation: SentOperation,
    headers: Readonly<Record<string, string>>,
    stopped: AbortSignal,
  ): AsyncGenerator<Answered, void> {
    const done = new AbortController();
    void watchPrice(operation, send, tell, AbortSignal.any([stopped, done.signal]));
    try {
      const document = parsed(operation.query);
      const as = document && comesInParts(document, operation.operationName) ? 'events' : 'json';
      yield* send(operation, { as, headers, signal: stopped });
    } catch (error) {
      if (!stopped.aborted) throw error;
    } finally {
      done.abort();
      tell('');
    }
  }
}

function comesInParts(document: DocumentNode, operationName?: string | null): boolean {
  if (operationOf(document, operationName)?.operation === 'subscription') return true;
  let isIncremental = false;
  visit(document, {
    Directive({ name }) {
      isIncremental ||= name.value === 'defer' || name.value === 'stream';
    },
  });
  return isIncremental;
}

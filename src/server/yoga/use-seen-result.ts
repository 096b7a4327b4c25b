import type { Plugin } from 'graphql-yoga';
import { addRetryAfter, boundErrors, errorCodes } from '../seen-result.ts';
import type { ServerContext } from '../server-context.ts';

/** The last steps of an answer, when Yoga sends it: only now every error has the code that the client sees. */
export function useSeenResult(secrets: readonly string[]): Plugin<object, ServerContext> {
  return {
    onResultProcess({ result, serverContext }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result) return;
      addRetryAfter(result);
      boundErrors(result, secrets);
      if (result.errors) serverContext.notes.errors = errorCodes(result);
    },
  };
}

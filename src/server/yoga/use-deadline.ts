import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from '../server-context.ts';

/**
 * Stops execution when the client is gone or the time is up: the executor asks the signal before each field. Work that
 * never lets the event loop turn cannot be stopped by it; `useBoundedQueries` keeps that short.
 */
export function useDeadline(): Plugin<ServerContext> {
  return {
    onExecute({ args }) {
      Object.assign(args, { signal: args.contextValue.signal() });
    },
    onSubscribe({ args }) {
      Object.assign(args, { signal: args.contextValue.signal() });
    },
  };
}

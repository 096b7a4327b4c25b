import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../graphql/context.ts';

/** Adds `extensions.upstream {calls, waitMs}` to every answer, and `Retry-After` where nothing could be answered. */
export function useOperationReport(): Plugin<GatewayContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (Symbol.asyncIterator in result) return;
        const { operation } = args.contextValue;
        const { calls, waitMs } = operation.report();
        setResult({ ...result, extensions: { ...result.extensions, upstream: { calls, waitMs } } });
      },
    }),
    onResultProcess({ result }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result) return;
      addRetryAfter(result);
    },
  };
}

/** Yoga turns `extensions.http` of an error into headers and takes it out of the body. */
function addRetryAfter(result: ExecutionResult): void {
  if (result.data !== null && result.data !== undefined) return;
  for (const error of result.errors ?? []) {
    const { retryAfterMs } = error.extensions;
    if (typeof retryAfterMs !== 'number') continue;
    error.extensions.http = { headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } };
  }
}

import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../graphql/context.ts';

/** Adds `extensions.upstream {calls, waitMs}` to every answer. */
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
  };
}

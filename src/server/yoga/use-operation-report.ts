import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../../graphql/context.ts';

/** Adds `extensions.upstream {calls, waitMs}` to every answer, and `stale` to one with expired numbers. */
export function useOperationReport(): Plugin<GatewayContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (Symbol.asyncIterator in result) return;
        const { operation } = args.contextValue;
        const { calls, waitMs, stale } = operation.report();
        const upstream = { calls, waitMs, ...(stale.length > 0 && { stale }) };
        setResult({ ...result, extensions: { ...result.extensions, upstream } });
      },
    }),
  };
}

import type { ExecutionResult } from 'graphql';
import { handleStreamOrSingleExecutionResult, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { maskError } from '../mask-error.ts';
import type { ServerContext } from '../server-context.ts';

/**
 * Masks the errors of an execution while it is known whose request they belong to, and logs unexpected ones with its id.
 * Yoga's own masking behind it leaves masked errors as they are.
 */
export function useLoggedErrors(log: Pick<Logger, 'error'>): Plugin<ServerContext> {
  const masked = (result: ExecutionResult, requestId: string): ExecutionResult | undefined =>
    result.errors && {
      ...result,
      errors: result.errors.map((error) =>
        maskError(error, (unexpected) => log.error({ requestId, err: unexpected }, 'unexpected error')),
      ),
    };
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: (payload) =>
        handleStreamOrSingleExecutionResult(payload, ({ result, setResult }) => {
          const safe = masked(result, args.contextValue.requestId);
          if (safe !== undefined) setResult(safe);
        }),
    }),
  };
}

import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../../graphql/context.ts';
import { everyRootFieldIsProven } from '../../graphql/lasting-fields.ts';
import type { ServerContext } from '../server-context.ts';

/**
 * Notes of an answer that it never changes: one without errors of which the operation says that everything it read
 * lasts, and whose fields read nothing past it. The default is that it does not last.
 */
export function useLastingAnswers(): Plugin<GatewayContext & ServerContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result }) {
        if (Symbol.asyncIterator in result) return;
        const { operation, notes } = args.contextValue;
        const isProven = everyRootFieldIsProven(args.document, args.operationName, args.schema);
        notes.lasting = isProven && isComplete(result) && operation.report().lasting;
      },
    }),
  };
}

function isComplete({ data, errors }: ExecutionResult): boolean {
  return data !== null && data !== undefined && (errors === undefined || errors.length === 0);
}

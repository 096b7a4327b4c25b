import { type DocumentNode, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../../graphql/context.ts';
import type { ServerContext } from '../server-context.ts';

interface NotedArgs {
  readonly contextValue: GatewayContext & ServerContext;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

/** Notes for the log and telemetry what a query was and what it cost. */
export function useQueryNotes(): Plugin<GatewayContext & ServerContext> {
  return {
    onExecute: ({ args }) => note(args),
    onSubscribe: ({ args }) => note(args),
  };
}

function note({ contextValue, document, operationName }: NotedArgs): void {
  const { notes, operation } = contextValue;
  const node = getOperationAST(document, operationName);
  notes.operation = node?.name?.value;
  notes.type = node?.operation;
  notes.report = () => operation.report();
}

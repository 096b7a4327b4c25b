import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import { type DocumentNode, GraphQLError, getDirectiveValues, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../../graphql/context.ts';
import { GraphQLStreamDirective } from '../../graphql/incremental-directives.ts';
import { isIncremental, withoutIncrementalDirectives } from '../../graphql/incremental-document.ts';
import type { ServerContext } from '../server-context.ts';
import { sealedParts } from './sealed-parts.ts';

export interface IncrementalAnswersOptions {
  readonly maskError: (error: unknown) => Error;
  /** What must not appear in any message. */
  readonly secrets: readonly string[];
}

type Context = GatewayContext & ServerContext;

/**
 * Answers documents with `@defer` and `@stream` in parts, for clients that read parts; others get the whole answer, as
 * the directives allow. It does nothing to other documents, and must stand in front of what executes documents.
 */
export function useIncrementalAnswers(options: IncrementalAnswersOptions): Plugin<Context> {
  const { onValidate } = useDeferStream();
  return {
    onValidate(payload) {
      return isIncremental(payload.params.documentAST) ? onValidate?.(payload) : undefined;
    },
    onExecute({ args, setResultAndStopExecution }) {
      if (!isIncremental(args.document)) return undefined;
      const { contextValue } = args;
      if (!contextValue.acceptsParts) {
        args.document = withoutIncrementalDirectives(args.document);
        return undefined;
      }
      const wrong = wrongCount(args.document, args.variableValues ?? {});
      if (wrong !== undefined) {
        setResultAndStopExecution({ errors: [wrong] });
        return undefined;
      }
      return {
        onExecuteDone({ result, setResult }) {
          if (Symbol.asyncIterator in result) setResult(sealedParts(result, contextValue, options));
        },
      };
    },
    // Each event is whole.
    onSubscribe({ args }) {
      args.document = withoutIncrementalDirectives(args.document);
    },
  };
}

/** The executor takes a negative count for a fault of its own. */
function wrongCount(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  let wrong: GraphQLError | undefined;
  visit(document, {
    Field(node) {
      const count = getDirectiveValues(GraphQLStreamDirective, node, variables)?.initialCount;
      if (typeof count !== 'number' || count >= 0) return;
      wrong ??= new GraphQLError(`'initialCount' of @stream is at least 0; got ${count}.`, {
        nodes: node,
        extensions: { code: 'BAD_USER_INPUT', argument: 'initialCount', http: { spec: true, status: 400 } },
      });
    },
  });
  return wrong;
}

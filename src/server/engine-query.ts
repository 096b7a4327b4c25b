import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { GatewayError } from '../errors.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { type MaybePromise, orElse, whenReady } from '../usage/maybe-promise.ts';
import type { Operation } from '../usage/operation.ts';
import { withoutPrefix } from './document-id.ts';
import type { KnownQueries, KnownQuery } from './engine/known-queries.ts';
import { createRowTexts } from './engine/row-texts.ts';
import type { RunResult } from './engine/run-plan.ts';
import { maskError } from './mask-error.ts';
import type { ContextOptions } from './query-options.ts';
import type { PlainParameters } from './query-parameters.ts';
import type { ServerContext } from './server-context.ts';

export interface EngineQueriesOptions {
  readonly known: KnownQueries;
  readonly createContext: (options: ContextOptions) => GatewayContext;
  /** The document of an id or a hash. */
  readonly persistedDocument: (id: string) => string | undefined;
  /** True: clients may only send ids of documents. */
  readonly onlyPersisted: boolean;
  readonly log: Pick<Logger, 'error'>;
}

/** The JSON of an answer without errors, or what came instead. */
export type EngineAnswer = string | ExecutionResult;

export interface EngineQueries {
  /** Undefined, with nothing done, for what the engine does not execute. */
  answer(params: PlainParameters, context: ServerContext): MaybePromise<EngineAnswer> | undefined;
}

/** For a client that has left: nobody reads it. */
const NOTHING: ExecutionResult = {};
const ROW_TEXTS_BYTES = 32 << 20;

/** Executes queries without Yoga: what its plugins do for other queries is done here in the same order. */
export function createEngineQueries({
  known,
  createContext,
  persistedDocument,
  onlyPersisted,
  log,
}: EngineQueriesOptions): EngineQueries {
  const texts = createRowTexts(ROW_TEXTS_BYTES);

  function found(params: PlainParameters, context: ServerContext): KnownQuery | undefined {
    const { variables = {}, operationName } = params;
    const query = documentOf(params, context);
    if (query === undefined) return undefined;
    return known.find({ query, variables, operationName: operationName ?? undefined });
  }

  /** Undefined also for what registers a document, or is refused. */
  function documentOf(
    { query, documentId, extensions }: PlainParameters,
    { isOwn = false }: ServerContext,
  ): string | undefined {
    const hash = persistedHash(extensions?.persistedQuery);
    if (extensions?.persistedQuery === undefined && documentId === undefined) {
      return onlyPersisted && !isOwn ? undefined : query || undefined;
    }
    const id = documentId === undefined ? hash : withoutPrefix(documentId);
    const isNamedOnce = !query && (documentId === undefined) !== (extensions?.persistedQuery === undefined);
    return isNamedOnce && id !== undefined ? persistedDocument(id) : undefined;
  }

  function run(query: KnownQuery, context: ServerContext): MaybePromise<EngineAnswer> {
    const { notes, caller, signal, closing, staleMs } = context;
    const contextValue = createContext({ signal, closing, caller: caller.name, staleMs });
    const { operation } = contextValue;
    notes.operation = query.operationName;
    notes.type = 'query';
    notes.report = operation.report;
    return whenReady(query.bound.run({ contextValue, signal, texts }), (result) =>
      finished(query, result, operation, context),
    );
  }

  function finished(
    query: KnownQuery,
    { data, errors }: RunResult,
    operation: Operation,
    context: ServerContext,
  ): EngineAnswer {
    const report = operation.report();
    // All of it is answered: nothing is added any more.
    // A function written behind the assignment would outlive its query (see docs/architecture.md).
    const answered = () => report;
    context.notes.report = answered;
    const { calls, waitMs, stale, lasting } = report;
    const upstream = stale.length > 0 ? { calls, waitMs, stale } : { calls, waitMs };
    context.notes.lasting = query.isProven && lasting && errors.length === 0 && data !== 'null';
    if (errors.length === 0) return `{"data":${data},"extensions":${JSON.stringify({ upstream })}}`;
    return {
      errors: errors.map((error) => masked(query.located(error), context)),
      data: JSON.parse(data),
      extensions: { upstream },
    };
  }

  function masked(error: unknown, { requestId }: ServerContext): GraphQLError {
    return maskError(error, (unexpected) => log.error({ requestId, err: unexpected }, 'unexpected error'));
  }

  return {
    answer(params, context) {
      const query = found(params, context);
      if (query === undefined) return undefined;
      return orElse(
        () => run(query, context),
        (error) => (isGone(context) ? NOTHING : { errors: [masked(error, context)] }),
      );
    },
  };
}

/** Operations that are out of time are stopped with an error of ours. */
function isGone({ signal }: ServerContext): boolean {
  const { aborted, reason } = signal();
  return aborted && !(reason instanceof GatewayError);
}

/** In the form of Apollo's automatic persisted queries. */
function persistedHash(value: unknown): string | undefined {
  const { version, sha256Hash }: { version?: unknown; sha256Hash?: unknown } = Object(value);
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash : undefined;
}

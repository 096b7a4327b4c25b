import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { GatewayContext } from '../graphql/context.ts';
import { maskError } from './mask-error.ts';
import type { PersistedDocuments, PersistedOperations } from './persisted-operations.ts';
import type { CheckedDocuments } from './query/checked-documents.ts';
import type { KnownEstimates } from './query/known-estimates.ts';
import type { QueryLimits } from './query/query-limits.ts';
import { useBoundedQueries } from './query/use-bounded-queries.ts';
import type { ServerContext } from './server-context.ts';
import { useBoundedSubscriptions } from './use-bounded-subscriptions.ts';
import { useDeadline } from './use-deadline.ts';
import { useIncrementalAnswers } from './use-incremental-answers.ts';
import { useInputErrorCode } from './use-input-error-code.ts';
import { useLastingAnswers } from './use-lasting-answers.ts';
import { useLoggedErrors } from './use-logged-errors.ts';
import { useOperationReport } from './use-operation-report.ts';
import { useQueryNotes } from './use-query-notes.ts';
import { useSeenResult } from './use-seen-result.ts';

export interface GatewayYogaOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: (options: ContextOptions) => GatewayContext;
  readonly persisted: PersistedOperations;
  readonly queryLimits: QueryLimits;
  /** What must not appear in any message. */
  readonly secrets: readonly string[];
  readonly log: Pick<Logger, 'error'>;
}

export interface ContextOptions {
  /** Aborted when the client is gone, or the operation is out of time. */
  readonly signal: AbortSignal;
  /** Aborted when the server closes: subscriptions end, other operations go on. */
  readonly closing: AbortSignal;
  /** Who asks: turns at the upstream are shared out among callers. */
  readonly caller: string;
  /** How long ago numbers may have expired that are answered while the upstream is away, in milliseconds. */
  readonly staleMs: number;
}

export type GatewayYoga = ReturnType<typeof createGatewayYoga>;

/** Yoga with our limits, errors and notes. It is handed bodies that are within their limit already. */
export function createGatewayYoga(
  options: GatewayYogaOptions,
  shared: {
    readonly documents: CheckedDocuments;
    readonly estimates: KnownEstimates;
    readonly persistedDocuments: PersistedDocuments;
  },
) {
  const { schema, createContext, queryLimits, secrets, log } = options;
  const mask = (error: unknown) =>
    maskError(error, (unexpected) => log.error({ err: unexpected }, 'unexpected error'));
  return createYoga<ServerContext, GatewayContext>({
    schema,
    graphiql: false,
    landingPage: false,
    logging: false,
    multipart: false,
    cors: false,
    parserAndValidationCache: false,
    context: ({ signal, closing, caller, staleMs }) =>
      createContext({ signal, closing, caller: caller.name, staleMs }),
    maskedErrors: { maskError: mask },
    plugins: [
      ...shared.persistedDocuments.plugins,
      useBoundedQueries({ limits: queryLimits, ...shared }),
      useIncrementalAnswers({ maskError: mask, secrets }),
      useDeadline(),
      useInputErrorCode(),
      useLoggedErrors(log),
      useOperationReport(),
      useLastingAnswers(),
      useQueryNotes(),
      useBoundedSubscriptions(),
      useSeenResult(secrets),
    ],
  });
}

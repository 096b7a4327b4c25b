import { createYoga } from 'graphql-yoga';
import type { GatewayContext } from '../../graphql/context.ts';
import { maskError } from '../mask-error.ts';
import type { PersistedDocuments } from '../persisted-operations.ts';
import type { CheckedDocuments } from '../query/checked-documents.ts';
import type { KnownEstimates } from '../query/known-estimates.ts';
import type { QueryOptions } from '../query-options.ts';
import type { ServerContext } from '../server-context.ts';
import { persistedOperationsPlugins } from './persisted-plugins.ts';
import { useBoundedQueries } from './use-bounded-queries.ts';
import { useBoundedSubscriptions } from './use-bounded-subscriptions.ts';
import { useDeadline } from './use-deadline.ts';
import { useIncrementalAnswers } from './use-incremental-answers.ts';
import { useInputErrorCode } from './use-input-error-code.ts';
import { useLastingAnswers } from './use-lasting-answers.ts';
import { useLoggedErrors } from './use-logged-errors.ts';
import { useOperationReport } from './use-operation-report.ts';
import { useQueryNotes } from './use-query-notes.ts';
import { useSeenResult } from './use-seen-result.ts';

/** What both ways of executing queries share. */
export interface SharedQueries {
  readonly documents: CheckedDocuments;
  readonly estimates: KnownEstimates;
  readonly persistedDocuments: PersistedDocuments;
}

export type GatewayYoga = ReturnType<typeof createGatewayYoga>;

/** Yoga with our limits, errors and notes. It is handed bodies that are within their limit already. */
export function createGatewayYoga(options: QueryOptions, shared: SharedQueries) {
  const { schema, createContext, persisted, queryLimits, secrets, log } = options;
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
      ...persistedOperationsPlugins(persisted, shared.persistedDocuments),
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

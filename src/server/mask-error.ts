/** What a client is told of an error: codes and words for those meant for it, nothing of the others. */
import { GraphQLError } from 'graphql';
import { GatewayError } from '../errors.ts';

/** Told of every error that is not meant for clients, whole. */
export type OnUnexpected = (error: unknown) => void;

export function maskError(error: unknown, onUnexpected: OnUnexpected): GraphQLError {
  // Thrown while the context was made, so that no GraphQLError has located it.
  if (error instanceof GatewayError) return maskError(located(error), onUnexpected);
  if (!(error instanceof GraphQLError)) return masked(error, onUnexpected);
  const cause = rootCause(error);
  if (cause instanceof GatewayError)
    return withExtensions(error, cause.message, { code: cause.code, ...cause.details });
  if (cause !== undefined) return masked(error, onUnexpected);
  // graphql-js's own: the query does not parse, does not fit the schema, or its variables do not.
  return withExtensions(error, error.message, {
    code: error.path ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT',
    ...error.extensions,
  });
}

/** The error that was thrown, below the GraphQLErrors that locate it. */
function rootCause(error: GraphQLError): unknown {
  let cause: unknown = error.originalError;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause ?? undefined;
}

function masked(error: unknown, onUnexpected: OnUnexpected): GraphQLError {
  onUnexpected(error);
  return withExtensions(
    error instanceof GraphQLError ? error : located(error),
    'Unexpected error. The gateway has logged it; please tell its operator when it happened.',
    {
      code: 'INTERNAL_SERVER_ERROR',
    },
  );
}

function located(error: unknown): GraphQLError {
  return new GraphQLError('', { originalError: error instanceof Error ? error : null });
}

function withExtensions(
  error: GraphQLError,
  message: string,
  extensions: Readonly<Record<string, unknown>>,
): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions,
  });
}

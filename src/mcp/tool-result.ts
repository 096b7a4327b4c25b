import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ExecutionResult, GraphQLError } from 'graphql';

/**
 * What an agent is told: the answer as GraphQL has it, as structured content and as the same in text, for clients that
 * read only that. It is an error when a field of Query failed as a whole; then the text begins with what to do.
 */
export function toolResult({ data, errors = [], extensions }: ExecutionResult): CallToolResult {
  const structuredContent = {
    data: data ?? null,
    ...(errors.length > 0 && { errors: errors.map(toldError) }),
    ...(extensions?.upstream !== undefined && { upstream: extensions.upstream }),
  };
  const failed = errors.filter(({ path }) => path === undefined || path.length === 1);
  const isAnswered = Object.values(data ?? {}).some((value) => value !== null);
  const text = [
    ...failed.map(errorText),
    ...(isAnswered || failed.length === 0 ? [JSON.stringify(structuredContent)] : []),
  ].join('\n');
  return {
    content: [{ type: 'text', text }],
    structuredContent,
    ...(failed.length > 0 && { isError: true }),
  };
}

/** `http` is for the transport of GraphQL. */
function toldError({ message, path, extensions: { http: _http, ...extensions } }: GraphQLError): object {
  return { message, ...(path && { path }), extensions };
}

function errorText({ message, extensions: { code, retryAfterMs } }: GraphQLError): string {
  const when = typeof retryAfterMs === 'number' ? ` Call again in ${Math.ceil(retryAfterMs / 1000)} s.` : '';
  return `${code}: ${message}${when}`;
}

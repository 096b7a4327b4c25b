import { GraphQLError, type Source } from 'graphql';

const LINE_END = /\r\n|[\n\r]/g;

/**
 * graphql-jit's errors as graphql-js makes them: it makes objects that look like GraphQLErrors, but cannot be changed
 * and know no place in the source.
 */
export function locatedErrors(
  errors: readonly GraphQLError[],
  source: Source | undefined,
): readonly GraphQLError[] {
  const lineStarts = [0, ...[...(source?.body ?? '').matchAll(LINE_END)].map(endOf)];
  return errors.map((error) => {
    const { message, path, originalError } = error;
    const cause = originalError instanceof GraphQLError ? originalError : undefined;
    const places = error.locations?.map(({ line, column }) => (lineStarts[line - 1] ?? 0) + column - 1);
    return new GraphQLError(message, {
      ...(cause?.nodes
        ? { nodes: cause.nodes }
        : { source: source ?? null, positions: source && places ? places : null }),
      path: path ?? null,
      originalError: originalError ?? null,
    });
  });
}

function endOf(match: RegExpExecArray): number {
  return match.index + match[0].length;
}

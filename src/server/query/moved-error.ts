import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';

/**
 * The same error in a document of the same shape: where its nth token stood, the nth token of `text` stands. Only errors
 * pay for finding it.
 */
export function movedError(error: GraphQLError, text: string): GraphQLError {
  const { message, path, originalError, extensions, source, positions = [] } = error;
  if (source === undefined || source.body === text) return error;
  const from = tokenStarts(source.body);
  const to = tokenStarts(text);
  return new GraphQLError(message, {
    source: new Source(text),
    positions: positions.map((position) => to[from.indexOf(position)] ?? 0),
    path: path ?? null,
    originalError: originalError ?? null,
    extensions,
  });
}

function tokenStarts(text: string): number[] {
  const lexer = new Lexer(new Source(text));
  const starts: number[] = [];
  while (lexer.advance().kind !== TokenKind.EOF) starts.push(lexer.token.start);
  return starts;
}

import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { once } from '../../once.ts';

/**
 * Errors as they are in a document of the same shape: where the nth token of theirs stood, the nth token of `text` stands.
 * Only errors pay for finding that, and together once.
 */
export function movedErrors(text: string): (error: GraphQLError) => GraphQLError {
  const source = once(() => new Source(text));
  const starts = once(() => tokenStarts(text));
  const moves = new Map<string, ReadonlyMap<number, number>>();
  const movesFrom = (body: string): ReadonlyMap<number, number> => {
    const known = moves.get(body) ?? new Map(tokenStarts(body).map((start, n) => [start, starts()[n] ?? 0]));
    moves.set(body, known);
    return known;
  };
  return (error) => {
    const { message, path, originalError, extensions, positions = [] } = error;
    const body = error.source?.body;
    if (body === undefined || body === text) return error;
    const places = movesFrom(body);
    return new GraphQLError(message, {
      source: source(),
      positions: positions.map((position) => places.get(position) ?? 0),
      path: path ?? null,
      originalError: originalError ?? null,
      extensions,
    });
  };
}

function tokenStarts(text: string): number[] {
  const lexer = new Lexer(new Source(text));
  const starts: number[] = [];
  while (lexer.advance().kind !== TokenKind.EOF) starts.push(lexer.token.start);
  return starts;
}

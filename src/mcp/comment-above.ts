import { type Location, TokenKind } from 'graphql';

/** The lines of comments directly above a part of a document, as one text; empty for none. */
export function commentAbove({ startToken }: Location): string {
  const lines: string[] = [];
  let below = startToken;
  for (let token = startToken.prev; token?.kind === TokenKind.COMMENT; token = token.prev) {
    // A comment behind something, on the same line, belongs to that.
    if (token.line !== below.line - 1 || token.prev?.line === token.line) break;
    lines.unshift(token.value.trim());
    below = token;
  }
  return lines.join('\n').trim();
}

import { Lexer, Source, TokenKind } from 'graphql';

export interface LexicalSize {
  /** Comments included: each stays in memory with the document. */
  readonly tokens: number;
  /** Brackets of any kind that are open at once. */
  readonly nesting: number;
}

const OPENING: readonly string[] = [TokenKind.BRACE_L, TokenKind.PAREN_L, TokenKind.BRACKET_L];
const CLOSING: readonly string[] = [TokenKind.BRACE_R, TokenKind.PAREN_R, TokenKind.BRACKET_R];

/**
 * Counts tokens without parsing, which recurses and so overflows the stack on deeply nested text. Ends early at text
 * that is no GraphQL: the parser will say so, and reads no further either.
 */
export function lexicalSize(text: string): LexicalSize {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let open = 0;
  let nesting = 0;
  try {
    for (let last = lexer.token; last.kind !== TokenKind.EOF; ) {
      const token = lexer.advance();
      // The lexer steps over comments, but links them.
      for (let linked = last.next; linked !== null && linked !== token; linked = linked.next) tokens += 1;
      if (token.kind !== TokenKind.EOF) tokens += 1;
      if (OPENING.includes(token.kind)) open += 1;
      else if (CLOSING.includes(token.kind)) open -= 1;
      nesting = Math.max(nesting, open);
      last = token;
    }
  } catch {
    return { tokens, nesting };
  }
  return { tokens, nesting };
}

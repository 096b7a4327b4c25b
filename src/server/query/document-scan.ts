import { Lexer, Source, TokenKind } from 'graphql';

/** What the tokens of a document tell, without parsing it. */
export interface DocumentScan {
  /** Comments included: each stays in memory with the document. */
  readonly tokens: number;
  /** Brackets of any kind that are open at once. */
  readonly nesting: number;
  /**
   * The document without what differs from one to the next where a program wrote it: numbers and strings, the
   * operation's name, comments and white space. Undefined for text that is no GraphQL.
   */
  readonly shape: string | undefined;
  /** What the first query is called. */
  readonly operationName: string | undefined;
  /** The numbers and strings, in order. */
  readonly literals: readonly Literal[];
}

export interface Literal {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it starts in the document. */
  readonly start: number;
}

const OPENING: readonly string[] = [TokenKind.BRACE_L, TokenKind.PAREN_L, TokenKind.BRACKET_L];
const CLOSING: readonly string[] = [TokenKind.BRACE_R, TokenKind.PAREN_R, TokenKind.BRACKET_R];
const LITERALS: readonly string[] = [
  TokenKind.INT,
  TokenKind.FLOAT,
  TokenKind.STRING,
  TokenKind.BLOCK_STRING,
];
/** Names are written as they are, and hold none of these. */
const OPERATION_NAME = '?';
const LITERAL_SIGNS = new Map<string, string>(LITERALS.map((kind, index) => [kind, `#${index} `]));

/**
 * Reads the tokens of a document. Parsing recurses, and so overflows the stack on deeply nested text; this does not. It
 * ends early at text that is no GraphQL: the parser will say so, and reads no further either.
 */
export function scanDocument(text: string): DocumentScan {
  const lexer = new Lexer(new Source(text));
  const literals: Literal[] = [];
  let operationName: string | undefined;
  let shape = '';
  let tokens = 0;
  let open = 0;
  let nesting = 0;
  let isInFront = true;
  let isNamed = false;
  try {
    for (let last = lexer.token; last.kind !== TokenKind.EOF; ) {
      const token = lexer.advance();
      // The lexer steps over comments, but links them.
      for (let linked = last.next; linked !== null && linked !== token; linked = linked.next) tokens += 1;
      if (token.kind !== TokenKind.EOF) tokens += 1;
      if (OPENING.includes(token.kind)) open += 1;
      else if (CLOSING.includes(token.kind)) open -= 1;
      nesting = Math.max(nesting, open);

      const sign = LITERAL_SIGNS.get(token.kind);
      if (sign !== undefined) {
        literals.push({ kind: token.kind, text: token.value, start: token.start });
        shape += sign;
      } else if (token.kind !== TokenKind.NAME) shape += token.kind;
      else if (isNamed) {
        operationName ??= token.value;
        shape += OPERATION_NAME;
      } else shape += `${token.value} `;
      isNamed = isInFront && token.kind === TokenKind.NAME && token.value === 'query';
      // At the start of a definition.
      isInFront = open === 0 && token.kind === TokenKind.BRACE_R;
      last = token;
    }
  } catch {
    return { tokens, nesting, shape: undefined, operationName, literals };
  }
  return { tokens, nesting, shape, operationName, literals };
}

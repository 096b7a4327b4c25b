/**
 * What a query may cost the gateway itself. Upstream calls have limits of their own; these bound the event loop and the
 * memory, and are checked before validation, whose own cost grows with the query.
 */
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.ts';

export interface QueryLimits {
  /** Of the document. */
  readonly maxBytes: number;
  /** Of the document, comments included. */
  readonly maxTokens: number;
  /** Fields nested in fields, fragments inlined. */
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  /** Fields of Query in one operation, fragments inlined. */
  readonly maxRootFields: number;
  /** Fields in an answer: selected fields times page sizes. */
  readonly maxFields: number;
}

export const DEFAULT_QUERY_LIMITS: QueryLimits = {
  maxBytes: 100_000,
  maxTokens: 5000,
  maxDepth: 20,
  maxAliases: 200,
  maxDirectives: 200,
  maxRootFields: 50,
  maxFields: 30_000,
};

type LimitCode = Extract<ErrorCode, `QUERY_${string}`>;

/** How each limit is told: what is counted, what to do, and the variable that sets it (null: none does). */
const LIMITS: Readonly<
  Record<LimitCode, { readonly counted: string; readonly cure: string; readonly variable: string | null }>
> = {
  QUERY_TOO_LONG: {
    counted: 'bytes',
    cure: 'pass values as variables, or split it',
    variable: 'MAX_QUERY_BYTES',
  },
  QUERY_TOO_MANY_TOKENS: {
    counted: 'tokens',
    cure: 'pass values as variables, or split it',
    variable: 'MAX_QUERY_TOKENS',
  },
  QUERY_TOO_DEEP: { counted: 'levels of fields', cure: 'ask in steps', variable: 'MAX_QUERY_DEPTH' },
  QUERY_TOO_MANY_ALIASES: { counted: 'aliases', cure: 'split it', variable: 'MAX_QUERY_ALIASES' },
  QUERY_TOO_MANY_DIRECTIVES: { counted: 'directives', cure: 'split it', variable: 'MAX_QUERY_DIRECTIVES' },
  QUERY_TOO_MANY_ROOT_FIELDS: {
    counted: 'fields of Query',
    cure: 'split it',
    variable: 'MAX_QUERY_ROOT_FIELDS',
  },
  QUERY_TOO_MANY_FIELDS: {
    counted: 'fields in its answer (selected fields times page sizes)',
    cure: 'ask for smaller pages or fewer fields',
    variable: 'MAX_QUERY_FIELDS',
  },
  QUERY_TOO_REPETITIVE: {
    counted: 'pairs of equal fields or of fragments at the same place',
    cure: 'select each field once, in fewer fragments',
    variable: null,
  },
};

/** The refusal of a query whose `figure` is above `limit`. */
export function limitError(code: LimitCode, figure: number, limit: number): GraphQLError {
  const { counted, cure, variable } = LIMITS[code];
  const setBy = variable === null ? '' : ` The gateway's operator sets the limit with ${variable}.`;
  return new GraphQLError(
    `This query has ${numberText(figure)} ${counted}; at most ${numberText(limit)} are allowed: ${cure}.${setBy}`,
    { extensions: { code, figure: Math.min(figure, MOST), limit, http: { spec: true, status: 400 } } },
  );
}

/** Estimates end here: beyond it every number means "far too many". */
export const MOST = 1e15;

function numberText(value: number): string {
  return value >= MOST ? 'more than 10^15' : value.toLocaleString('en-US');
}

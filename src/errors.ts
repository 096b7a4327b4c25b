/**
 * Every code that a client can meet in `errors[].extensions.code`, with what happened and what to do. Codes are stable:
 * clients branch on them. The table of docs/errors.md is this one; a test holds the two together. Some codes are given by
 * graphql-js, Yoga and its plugins; they stand here because clients meet them, too.
 */
export const ERRORS = {
  BAD_USER_INPUT: 'An argument is wrong; the message says which and how.',
  DATE_OUT_OF_RANGE: 'The day cannot be answered; `from` and `to` are the range.',
  TOO_MANY_IDS: 'A list holds more ids than `maxIds`; split it.',
  OVERLOADED:
    'It cannot be answered in time, or too much waits already; come back after `retryAfterMs` (and `Retry-After`).',
  SHUTTING_DOWN: 'The gateway ends, and a subscription with it; subscribe again.',
  TIMEOUT: 'The operation ran past `REQUEST_TIMEOUT_MS` and was stopped; ask for less at once.',
  UPSTREAM_COST_EXCEEDED:
    'It would take more calls than `MAX_CALLS_PER_OPERATION`; `estimatedCalls` says how many. Nothing was spent.',
  ARCHIVE_UNAVAILABLE: 'Only the archive has the answer, and the archive is away; come back.',
  UPSTREAM_UNAUTHORIZED: 'Jodoo does not accept the key (8301, 17018, HTTP 401); check `JODOO_API_KEY`.',
  UPSTREAM_FORBIDDEN:
    "The plan or the key's set-up lacks the API, the app or this address; the message names the place.",
  UPSTREAM_RATE_LIMITED:
    'Another program uses the quota, and it did not end before `REQUEST_TIMEOUT_MS`; come back.',
  UPSTREAM_UNAVAILABLE: 'Network, 5xx or timeout, three times; come back.',
  UPSTREAM_REJECTED: 'Jodoo refused the call with another code; the message has its words.',
  UPSTREAM_INVALID_RESPONSE: "The answer breaks Jodoo's contract; the message names the place.",
  GRAPHQL_PARSE_FAILED: 'The query is not GraphQL; the message says where.',
  GRAPHQL_VALIDATION_FAILED: 'The query does not fit the schema; the message says where.',
  OPERATION_RESOLUTION_FAILURE: 'No operation could be chosen; `operationName` has to name one of the query.',
  QUERY_TOO_LONG: 'The query has more bytes than `MAX_QUERY_BYTES`; pass values as variables, or split it.',
  QUERY_TOO_MANY_TOKENS:
    'The query has more tokens than `MAX_QUERY_TOKENS`; pass values as variables, or split it.',
  QUERY_TOO_DEEP: 'Fields are nested deeper than `MAX_QUERY_DEPTH`; ask in steps.',
  QUERY_TOO_MANY_ALIASES: 'More aliases than `MAX_QUERY_ALIASES`; split the query.',
  QUERY_TOO_MANY_DIRECTIVES: 'More directives than `MAX_QUERY_DIRECTIVES`; split the query.',
  QUERY_TOO_MANY_ROOT_FIELDS: 'More fields of Query than `MAX_QUERY_ROOT_FIELDS`; split the query.',
  QUERY_TOO_MANY_FIELDS:
    'The answer could hold more fields than `MAX_QUERY_FIELDS` (fields times page sizes); ask for smaller pages or fewer fields.',
  QUERY_TOO_REPETITIVE:
    'The same field is selected too often at the same place, or in too many fragments; select it once.',
  PERSISTED_OPERATION_NOT_FOUND: 'The id names no operation here; deploy it, or send the document.',
  PERSISTED_OPERATIONS_ONLY: 'Only persisted operations are executed; send the id of one.',
  PERSISTED_QUERY_NOT_FOUND: 'The hash is not known here; send the document once with its hash.',
  PERSISTED_QUERY_MISMATCH: "The hash is not the document's SHA-256; compute it anew.",
  BAD_REQUEST: 'HTTP 400: the request is malformed; the message says how.',
  UNAUTHENTICATED: 'HTTP 401: no token, or a wrong one; send `Authorization: Bearer <token>`.',
  FORBIDDEN:
    "HTTP 403: this name, this proxy or this page's origin may not ask; the message says which setting allows it.",
  NOT_FOUND: 'HTTP 404: nothing is at this path.',
  METHOD_NOT_ALLOWED: 'HTTP 405: the path has other methods; `Allow` lists them.',
  NOT_ACCEPTABLE:
    'HTTP 406: answers are JSON; accept `application/json` or `application/graphql-response+json`.',
  REQUEST_TIMEOUT: 'HTTP 408: the request did not arrive in time; send it again.',
  REQUEST_ENTITY_TOO_LARGE: 'HTTP 413: the body is longer than a megabyte; split the request.',
  UNSUPPORTED_MEDIA_TYPE: 'HTTP 415: the body is not JSON; send `Content-Type: application/json`.',
  TOO_MANY_ATTEMPTS: 'HTTP 429: too many requests with wrong tokens; come back after `Retry-After`.',
  AUTHENTICATION_UNAVAILABLE:
    'HTTP 503: the keys of `JWT_JWKS_URL` cannot be fetched, so the JWT cannot be checked; come back after `Retry-After`.',
  REQUEST_HEADER_FIELDS_TOO_LARGE:
    'HTTP 431: the URL and headers are longer than 16 kB; send the query by POST.',
  INTERNAL_SERVER_ERROR: 'Unexpected: the client is told nothing of it, the log everything.',
} as const satisfies Readonly<Record<string, string>>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * A failure that is meant for the one who asked: its message says what happened and what to do, and nothing
 * in it is secret. Any other error is unexpected: masked for the client, logged whole.
 */
export class GatewayError extends Error {
  override readonly name: string = 'GatewayError';
  readonly code: ErrorCode;
  /** Further fields of `extensions`, beside `code`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options: ErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** An error of the caller's own making that has no code of its own. */
export function badUserInput(message: string, details: Readonly<Record<string, unknown>> = {}): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message, details);
}

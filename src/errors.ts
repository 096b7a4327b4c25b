/**
 * Every code that a client can meet in `errors[].extensions.code`. Codes are stable: clients branch on them.
 * The README explains each; `server/mask-error.ts` is the only place that turns one into a response.
 */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'DATE_OUT_OF_RANGE'
  | 'TOO_MANY_APP_IDS'
  | 'OVERLOADED'
  | 'UPSTREAM_COST_EXCEEDED'
  | 'UPSTREAM_UNAUTHORIZED'
  | 'UPSTREAM_FORBIDDEN'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_REJECTED'
  | 'UPSTREAM_INVALID_RESPONSE'
  | 'ARCHIVE_UNAVAILABLE';

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

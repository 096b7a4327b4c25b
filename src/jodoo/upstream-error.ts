import { type ErrorCode, GatewayError } from '../errors.ts';
import { JODOO_CODES } from './contract.ts';

/**
 * What a failed call means for the next ones:
 * - `refused`: the organization's quota is in use; the call was fine, everybody has to wait
 * - `transient`: the network or a proxy failed; the same call may succeed
 * - `final`: the same call would fail again
 */
export type FailureKind = 'refused' | 'transient' | 'final';

/** What the upstream itself said; null where it said nothing (no answer, or one that is not its JSON). */
export interface UpstreamAnswer {
  readonly code: number | null;
  readonly status: number | null;
}

export class UpstreamError extends GatewayError {
  override readonly name = 'UpstreamError';
  readonly kind: FailureKind;

  constructor(
    code: ErrorCode,
    kind: FailureKind,
    message: string,
    upstream: UpstreamAnswer,
    options: ErrorOptions = {},
  ) {
    super(code, message, { upstream, retryable: kind !== 'final' }, options);
    this.kind = kind;
  }
}

/** The error for a JSON failure `{code, msg}` of the upstream. Codes: vendor's documentation. */
export function upstreamFailure(code: number, msg: string, status: number): UpstreamError {
  const said = `Jodoo answered code ${code} (${msg})`;
  const upstream = { code, status };
  switch (code) {
    case JODOO_CODES.authorizationFailed:
    case JODOO_CODES.invalidApiKey:
      return unauthorized(said, upstream);
    case JODOO_CODES.noPermission:
    case JODOO_CODES.organizationMissing:
    case JODOO_CODES.planLimit:
      return new UpstreamError(
        'UPSTREAM_FORBIDDEN',
        'final',
        `${said}: the organization's plan or the key's scope lacks the usage API. It is part of paid plans; ask your Jodoo administrator for the plan, and for a key that is not limited to other apps or IPs.`,
        upstream,
      );
    case JODOO_CODES.organizationLimitExceeded:
    case JODOO_CODES.requestLimitExceeded:
      return rateLimited(said, upstream);
    default:
      return new UpstreamError(
        'UPSTREAM_REJECTED',
        'final',
        `${said} and will do so again: check the ids of the query.`,
        upstream,
      );
  }
}

/** The error for an answer that is not the upstream's JSON: a proxy in between, mostly. */
export function unexpectedStatus(status: number): UpstreamError {
  const said = `Jodoo answered HTTP ${status}`;
  const upstream = { code: null, status };
  if (status === 401 || status === 403) return unauthorized(said, upstream);
  if (status === 429) return rateLimited(said, upstream);
  if (status >= 500) {
    return new UpstreamError(
      'UPSTREAM_UNAVAILABLE',
      'transient',
      `${said}. Try again in a moment.`,
      upstream,
    );
  }
  return new UpstreamError(
    'UPSTREAM_INVALID_RESPONSE',
    'final',
    `${said} without its usual JSON. Check JODOO_BASE_URL.`,
    upstream,
  );
}

/** No answer at all: connection refused or reset, name not found, timeout. */
export function unreachable(reason: string, cause: unknown): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_UNAVAILABLE',
    'transient',
    `Jodoo could not be reached (${reason}). Try again in a moment; if it lasts, check JODOO_BASE_URL and the network.`,
    { code: null, status: null },
    { cause },
  );
}

/** An answer that breaks the contract. `path` names the place, as in `items[3].metrics.data`. */
export function invalidResponse(path: string, problem: string, status: number): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_INVALID_RESPONSE',
    'final',
    `Jodoo's answer breaks its contract at ${path}: ${problem}. Nothing of it was used; please report it with this message.`,
    { code: null, status },
  );
}

function unauthorized(said: string, upstream: UpstreamAnswer): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_UNAUTHORIZED',
    'final',
    `${said}: the API key was not accepted. The gateway's operator has to check JODOO_API_KEY (disabled, mistyped, or not allowed from this IP).`,
    upstream,
  );
}

function rateLimited(said: string, upstream: UpstreamAnswer): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_RATE_LIMITED',
    'refused',
    `${said}: another program is using the organization's one request a second. Try again in a few seconds.`,
    upstream,
  );
}

/** True when the upstream does not accept our key: no other call would fare better. */
export function isLockedOut(error: unknown): boolean {
  return (
    error instanceof UpstreamError &&
    (error.code === 'UPSTREAM_UNAUTHORIZED' || error.code === 'UPSTREAM_FORBIDDEN')
  );
}

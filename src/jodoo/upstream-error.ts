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
  readonly upstream: UpstreamAnswer;

  constructor(
    code: ErrorCode,
    kind: FailureKind,
    message: string,
    upstream: UpstreamAnswer,
    options: ErrorOptions = {},
  ) {
    super(code, message, { upstream, retryable: kind !== 'final' }, options);
    this.kind = kind;
    this.upstream = upstream;
  }
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

/** A web page where JSON belongs: a sign-in page, a proxy's block page, or somebody else's site. */
export function htmlResponse(status: number): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_INVALID_RESPONSE',
    'final',
    `Jodoo answered HTTP ${status}, but the body is a web page, not JSON. Is a proxy in between that answers in its place, or is JODOO_BASE_URL wrong?`,
    { code: null, status },
  );
}

/**
 * True when the upstream does not accept our key for this list: no other call on it would fare better. A key that may
 * not use one app may still use the others.
 */
export function isLockedOut(error: unknown): boolean {
  return (
    error instanceof UpstreamError &&
    (error.code === 'UPSTREAM_UNAUTHORIZED' || error.code === 'UPSTREAM_FORBIDDEN') &&
    !isAboutIds(error)
  );
}

/** True when the ids of a call may be why it failed: the same call with some of them may succeed. */
export function isAboutIds(error: unknown): boolean {
  return (
    error instanceof UpstreamError &&
    (error.code === 'UPSTREAM_REJECTED' || error.upstream.code === JODOO_CODES.appNotAllowed)
  );
}

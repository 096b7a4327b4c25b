/** What the upstream's failures mean, and what to do about them. Codes and statuses: the vendor's documentation. */
import type { ErrorCode } from '../errors.ts';
import { JODOO_CODES } from './contract.ts';
import { type FailureKind, htmlResponse, UpstreamError } from './upstream-error.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly kind: FailureKind;
  /** What is wrong and what to do, behind "Jodoo answered …: ". */
  readonly advice: string;
}

const KEY_NOT_ACCEPTED: Meaning = {
  code: 'UPSTREAM_UNAUTHORIZED',
  kind: 'final',
  advice:
    "the API key was not accepted. The gateway's operator has to compare JODOO_API_KEY with the key in the admin console: it is mistyped, disabled or deleted there.",
};
const NOT_ALLOWED: Meaning = forbidden(
  'the organization or the key may not use the usage statistics API. It is part of paid plans, and the account that the key belongs to needs super-administrator rights: ask your Jodoo administrator for both.',
);
const INVALID_PARAMETERS: Meaning = {
  code: 'UPSTREAM_REJECTED',
  kind: 'final',
  advice: 'it will refuse the same call again. Check the ids of the query.',
};
const TOO_FAST: Meaning = refused(
  'too many calls at once. Another program is using the quota. Try again in a few seconds.',
);

const MEANINGS: Readonly<Record<number, Meaning>> = {
  [JODOO_CODES.invalidRequest]: INVALID_PARAMETERS,
  [JODOO_CODES.invalidParameter]: INVALID_PARAMETERS,
  [JODOO_CODES.appMissing]: {
    ...INVALID_PARAMETERS,
    advice: 'an app of the query does not exist. Check the ids of the query.',
  },
  [JODOO_CODES.authorizationFailed]: KEY_NOT_ACCEPTED,
  [JODOO_CODES.invalidApiKey]: KEY_NOT_ACCEPTED,
  [JODOO_CODES.noPermission]: NOT_ALLOWED,
  [JODOO_CODES.organizationMissing]: forbidden(
    "the key's organization does not exist or was closed. Check JODOO_API_KEY, and that JODOO_BASE_URL is the service that the organization is registered with.",
  ),
  [JODOO_CODES.planLimit]: forbidden(
    "a limit of the organization's plan is reached, and the organization is suspended. Ask your Jodoo administrator to renew or enlarge the plan.",
  ),
  [JODOO_CODES.usageExceeded]: forbidden(
    'the organization has used more than its plan contains, and is suspended. Ask your Jodoo administrator to reduce the usage or enlarge the plan.',
  ),
  [JODOO_CODES.addressNotAllowed]: forbidden(
    "this gateway's IP address is not on the API key's list of allowed IP addresses. Open the key in the admin console and add the address there: the public one, which Jodoo sees.",
  ),
  [JODOO_CODES.appNotAllowed]: forbidden(
    'the API key may not use an app of this call. Open the key in the admin console and add the app to the apps that the key may use.',
  ),
  [JODOO_CODES.apiNotAllowed]: forbidden(
    'the API key may not use this API. Open the key in the admin console and add the usage statistics APIs to the APIs that the key may use.',
  ),
  [JODOO_CODES.organizationLimitExceeded]: refused(
    "the organization's limit is exceeded, which all its API calls share. Another program is calling Jodoo's API. Try again in a few seconds.",
  ),
  [JODOO_CODES.requestLimitExceeded]: refused(
    "this endpoint's limit of one request a second is exceeded. Another program is asking for the same usage statistics. Try again in a few seconds.",
  ),
};

/** The error for a JSON failure `{code, msg}` of the upstream. `msg` has to be fit to be shown (`quotable`). */
export function upstreamFailure(code: number, msg: string, status: number): UpstreamError {
  const { code: ours, kind, advice } = meaningOf(code, status);
  return new UpstreamError(ours, kind, `Jodoo answered code ${code} (${msg}): ${advice}`, { code, status });
}

function meaningOf(code: number, status: number): Meaning {
  if (status === 429 && MEANINGS[code]?.kind !== 'refused') return TOO_FAST;
  const meaning = MEANINGS[code];
  // A code that speaks of parameters, or that we do not know, says less than these statuses do.
  if (meaning !== undefined && meaning.code !== 'UPSTREAM_REJECTED') return meaning;
  if (status === 401) return KEY_NOT_ACCEPTED;
  if (status === 403) return NOT_ALLOWED;
  if (status === 404 && code !== JODOO_CODES.appMissing) {
    return {
      code: 'UPSTREAM_INVALID_RESPONSE',
      kind: 'final',
      advice: 'there is nothing. Check JODOO_BASE_URL.',
    };
  }
  return meaning ?? INVALID_PARAMETERS;
}

/** The error for a failure without the upstream's JSON: of a proxy in between, mostly. */
export function unexpectedStatus(status: number, isHtml = false): UpstreamError {
  const failure = (code: ErrorCode, kind: FailureKind, advice: string) =>
    new UpstreamError(code, kind, `Jodoo answered HTTP ${status} without its usual JSON: ${advice}`, {
      code: null,
      status,
    });
  if (status === 401 || status === 403) {
    return failure(
      'UPSTREAM_UNAUTHORIZED',
      'final',
      'the API key was not accepted, or a proxy in between refused the call. Check JODOO_API_KEY, and whether a proxy or firewall lets the gateway through.',
    );
  }
  if (status === 429) return failure(TOO_FAST.code, TOO_FAST.kind, TOO_FAST.advice);
  if (status >= 500)
    return failure('UPSTREAM_UNAVAILABLE', 'transient', 'it is not available. Try again in a moment.');
  if (isHtml) return htmlResponse(status);
  return failure(
    'UPSTREAM_INVALID_RESPONSE',
    'final',
    'is a proxy in between that answers in its place, or is JODOO_BASE_URL wrong?',
  );
}

function forbidden(advice: string): Meaning {
  return { code: 'UPSTREAM_FORBIDDEN', kind: 'final', advice };
}

function refused(advice: string): Meaning {
  return { code: 'UPSTREAM_RATE_LIMITED', kind: 'refused', advice };
}

/** Finds out whose a JWT is, by the public keys that an identity provider publishes. */
import type { JWTPayload } from 'jose';

export interface JwtOptions {
  /** Where the provider publishes its keys (a JWK set). */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Told why the keys could not be fetched. */
  readonly log: { warn(fields: object, message: string): void };
  /** After a failed fetch of the keys the next one is made no sooner; default 1,000 ms. */
  readonly retryMs?: number;
  /** An unknown key makes the keys be fetched anew no sooner than so long after the last time; default 30,000 ms. */
  readonly cooldownMs?: number;
}

export type JwtOutcome =
  | { readonly kind: 'bearer'; readonly subject: string }
  /** `problem` finishes a sentence that begins with "The JWT". */
  | { readonly kind: 'wrong'; readonly problem: string }
  /** The keys cannot be fetched, so that nobody knows. */
  | { readonly kind: 'unavailable' };

export type JwtCheck = (token: string) => Promise<JwtOutcome>;

/** Only signatures that who checks them cannot make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How far the provider's clock may be from ours. */
const CLOCK_TOLERANCE_S = 30;
const FETCH_TIMEOUT_MS = 5000;
const SUBJECT = /^[^\p{Cc}]{1,255}$/u;

/** `jose` is loaded by the first call, for only those who accept JWTs need it. */
export async function createJwtCheck(options: JwtOptions): Promise<JwtCheck> {
  const { jwksUrl, issuer, audience, log, retryMs = 1000, cooldownMs = 30_000 } = options;
  const { createRemoteJWKSet, customFetch, errors, jwtVerify } = await import('jose');
  let failedAtMs = Number.NEGATIVE_INFINITY;

  /** Without a pause every request would be one to a provider that is in trouble already. */
  async function fetchKeys(url: string, init: object): Promise<Response> {
    if (performance.now() - failedAtMs < retryMs) throw new Error('the keys could not be fetched just now');
    try {
      const response = await fetch(url, init);
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      return response;
    } catch (error) {
      failedAtMs = performance.now();
      log.warn({ err: error, url: jwksUrl }, 'the keys of JWTs cannot be fetched');
      throw error;
    }
  }

  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    [customFetch]: fetchKeys,
    cooldownDuration: cooldownMs,
    timeoutDuration: FETCH_TIMEOUT_MS,
  });
  const wrongs = [
    errors.JWTClaimValidationFailed,
    errors.JWTInvalid,
    errors.JWSInvalid,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWSSignatureVerificationFailed,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ];

  /** undefined where the token is not to blame. */
  function problemOf(error: unknown): string | undefined {
    if (error instanceof errors.JWTExpired) return 'has expired';
    if (error instanceof errors.JWTClaimValidationFailed) return `has not the right claim '${error.claim}'`;
    return wrongs.some((kind) => error instanceof kind)
      ? "is not signed by one of the provider's keys, in a way that is accepted"
      : undefined;
  }

  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'exp'],
      });
      return outcomeOf(payload);
    } catch (error) {
      const problem = problemOf(error);
      return problem === undefined ? { kind: 'unavailable' } : { kind: 'wrong', problem };
    }
  };
}

function outcomeOf({ sub }: JWTPayload): JwtOutcome {
  return sub !== undefined && SUBJECT.test(sub)
    ? { kind: 'bearer', subject: sub }
    : { kind: 'wrong', problem: "has no 'sub' that could be a name" };
}

/** Three parts in base64url: no token of GATEWAY_TOKENS is likely to look so, and nothing else can be a JWT. */
export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}

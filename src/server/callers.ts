import type { IncomingMessage } from 'node:http';
import type { GatewayToken } from '../gateway-tokens.ts';
import type { MaybePromise } from '../usage/maybe-promise.ts';
import { type JwtCheck, looksLikeJwt } from './jwt-check.ts';
import type { Refusal } from './refusal.ts';
import { bearerToken, createTokenCheck } from './token-check.ts';

/** Who asks. Turns at the upstream are shared out among callers, and the log names them. */
export interface Caller {
  /** The token's name, or a JWT's subject; without tokens the client's address. */
  readonly name: string;
  /** What telemetry calls them: a name of the configuration, since addresses and subjects are without number. */
  readonly label: string;
  /** Callers of one scope may be sent each other's answers. Every token has its own; without tokens all share one. */
  readonly scope: string;
}

export interface Callers {
  /** Who sent this request, or why that is not told: it bears no right token, or nobody can say. */
  identify(request: IncomingMessage): MaybePromise<Identity>;
}

export type Identity =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'wrong'; readonly refusal: Refusal }
  | { readonly kind: 'unknown'; readonly refusal: Refusal };

export interface CallersOptions {
  readonly tokens: readonly GatewayToken[];
  /** Undefined: JWTs are no tokens. */
  readonly jwt?: JwtCheck | undefined;
}

const ANONYMOUS: Omit<Caller, 'name'> = { label: 'anonymous', scope: 'anonymous' };

/** Without tokens and JWTs everybody is a caller whom the door lets in. */
export function createCallers({ tokens, jwt }: CallersOptions): Callers {
  const bearerOf = createTokenCheck(tokens);
  const isOpen = tokens.length === 0 && jwt === undefined;
  const names = new Set(tokens.map(({ name }) => name));

  async function identifyBySubject(check: JwtCheck, token: string): Promise<Identity> {
    const outcome = await check(token);
    if (outcome.kind === 'unavailable') return { kind: 'unknown', refusal: KEYS_UNAVAILABLE };
    if (outcome.kind === 'wrong') return { kind: 'wrong', refusal: wrongJwt(outcome.problem) };
    const { subject } = outcome;
    // No token's name has a colon: nobody shares the turns or answers of a token by bearing its name.
    const scope = `jwt:${subject}`;
    return { kind: 'caller', caller: { name: names.has(subject) ? scope : subject, label: 'jwt', scope } };
  }

  return {
    identify(request) {
      if (isOpen) return { kind: 'caller', caller: { name: addressOf(request), ...ANONYMOUS } };
      const { authorization } = request.headers;
      const token = bearerToken(authorization);
      const name = bearerOf(token);
      if (name !== undefined) return { kind: 'caller', caller: { name, label: name, scope: name } };
      if (jwt !== undefined && looksLikeJwt(token)) return identifyBySubject(jwt, token);
      return authorization === undefined
        ? { kind: 'unknown', refusal: NO_TOKEN }
        : { kind: 'wrong', refusal: WRONG_TOKEN };
    },
  };
}

/** The other end of the connection. What a proxy says of those behind it is not believed. */
export function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? 'unknown';
}

const NO_TOKEN: Refusal = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'Send one of the gateway\'s tokens as "Authorization: Bearer <token>".',
  headers: { 'www-authenticate': 'Bearer realm="jodoo-usage-gateway"' },
};

const WRONG_TOKEN: Refusal = {
  ...NO_TOKEN,
  message:
    'The Authorization header holds none of the gateway\'s tokens. Compare yours with GATEWAY_TOKENS, and write it as "Bearer <token>".',
  headers: { 'www-authenticate': 'Bearer realm="jodoo-usage-gateway", error="invalid_token"' },
};

function wrongJwt(problem: string): Refusal {
  return {
    ...WRONG_TOKEN,
    message: `The JWT ${problem}. Get a new one from the provider of JWT_ISSUER, for JWT_AUDIENCE.`,
  };
}

const KEYS_UNAVAILABLE: Refusal = {
  status: 503,
  code: 'AUTHENTICATION_UNAVAILABLE',
  message:
    'The JWT cannot be checked: the keys of its provider (JWT_JWKS_URL) cannot be fetched at the moment. Come back in a moment.',
  headers: { 'retry-after': '2' },
};

export const TOO_MANY_WRONG_TOKENS: Refusal = {
  status: 429,
  code: 'TOO_MANY_ATTEMPTS',
  message: 'Too many requests with wrong tokens. Come back in a moment, with a right one.',
  headers: { 'retry-after': '2' },
};

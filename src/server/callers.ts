import type { IncomingMessage } from 'node:http';
import type { GatewayToken } from '../gateway-tokens.ts';
import type { Refusal } from './refusal.ts';
import { createTokenCheck } from './token-check.ts';

/** Who asks. Turns at the upstream are shared out among callers, and the log names them. */
export interface Caller {
  /** The token's name; without tokens the client's address. */
  readonly name: string;
  /** What telemetry calls them: a name of the configuration, since addresses are without number. */
  readonly label: string;
  /** Callers of one scope may be sent each other's answers. Every token has its own; without tokens all share one. */
  readonly scope: string;
}

export interface Callers {
  /** Who sent this request; undefined when it bears no right token. */
  identify(request: IncomingMessage): Caller | undefined;
}

const ANONYMOUS = 'anonymous';

/** Without tokens everybody is a caller whom the door lets in. */
export function createCallers(tokens: readonly GatewayToken[]): Callers {
  const bearerOf = createTokenCheck(tokens);
  return {
    identify(request) {
      if (tokens.length === 0) return { name: addressOf(request), label: ANONYMOUS, scope: ANONYMOUS };
      const name = bearerOf(request.headers.authorization);
      return name === undefined ? undefined : { name, label: name, scope: name };
    },
  };
}

/** The other end of the connection. What a proxy says of those behind it is not believed. */
export function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? 'unknown';
}

export const NO_TOKEN: Refusal = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'Send one of the gateway\'s tokens as "Authorization: Bearer <token>".',
  headers: { 'www-authenticate': 'Bearer realm="jodoo-usage-gateway"' },
};

export const WRONG_TOKEN: Refusal = {
  ...NO_TOKEN,
  message:
    'The Authorization header holds none of the gateway\'s tokens. Compare yours with GATEWAY_TOKENS, and write it as "Bearer <token>".',
  headers: { 'www-authenticate': 'Bearer realm="jodoo-usage-gateway", error="invalid_token"' },
};

export const TOO_MANY_WRONG_TOKENS: Refusal = {
  status: 429,
  code: 'TOO_MANY_ATTEMPTS',
  message: 'Too many requests with wrong tokens. Come back in a moment, with a right one.',
  headers: { 'retry-after': '2' },
};

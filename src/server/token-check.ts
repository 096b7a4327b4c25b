import { createHash, timingSafeEqual } from 'node:crypto';
import type { GatewayToken } from '../gateway-tokens.ts';

/** The token of a header `Authorization: Bearer <token>`; empty for another header, or none. */
export function bearerToken(authorization: string | undefined): string {
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Finds who bears a token; undefined for a wrong one. Takes equally long for every wrong one. */
export function createTokenCheck(tokens: readonly GatewayToken[]): (token: string) => string | undefined {
  const known = tokens.map(({ name, token }) => ({ name, digest: digest(token) }));
  return (token) => {
    const given = digest(token);
    // Every token is compared, so that the time tells nothing of which one nearly matched.
    return known.filter((each) => timingSafeEqual(each.digest, given)).at(0)?.name;
  };
}

/** Equal lengths are what timingSafeEqual needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

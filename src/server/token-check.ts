import { createHash, timingSafeEqual } from 'node:crypto';
import type { GatewayToken } from '../gateway-tokens.ts';

/**
 * Finds who bears the token of a header `Authorization: Bearer <token>`; undefined for a wrong one. Takes equally long
 * for every wrong one.
 */
export function createTokenCheck(
  tokens: readonly GatewayToken[],
): (authorization: string | undefined) => string | undefined {
  const known = tokens.map(({ name, token }) => ({ name, digest: digest(token) }));
  return (authorization) => {
    const given = digest(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    // Every token is compared, so that the time tells nothing of which one nearly matched.
    return known.filter((each) => timingSafeEqual(each.digest, given)).at(0)?.name;
  };
}

/** Equal lengths are what timingSafeEqual needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

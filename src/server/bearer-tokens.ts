import { createHash, timingSafeEqual } from 'node:crypto';

/** True for a header `Authorization: Bearer <token>` with one of the tokens. Takes equally long for every wrong one. */
export function createTokenCheck(tokens: readonly string[]): (authorization: string | undefined) => boolean {
  const digests = tokens.map(digest);
  return (authorization) => {
    const given = digest(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    // Every token is compared, so that the time tells nothing of which one nearly matched.
    return digests.filter((known) => timingSafeEqual(known, given)).length > 0;
  };
}

/** Equal lengths are what timingSafeEqual needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

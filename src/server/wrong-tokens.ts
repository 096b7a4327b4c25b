import { LRUCache } from 'lru-cache';

/** Slows down whoever tries tokens. It holds nobody up who has a right one, even at the same address. */
export interface WrongTokens {
  /**
   * Notes a wrong token from an address. Resolves to true once the refusal may be sent, to false at once when too many
   * refusals wait already.
   */
  slowDown(address: string, signal: AbortSignal): Promise<boolean>;
}

/** Typing errors are free. */
const FREE_TRIES = 5;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1000;
/** An address that has not tried for so long starts anew. */
const FORGET_AFTER_MS = 60_000;
const MAX_ADDRESSES = 1000;
const MAX_WAITING = 100;

export function createWrongTokens(): WrongTokens {
  const tries = new LRUCache<string, number>({ max: MAX_ADDRESSES, ttl: FORGET_AFTER_MS });
  let waiting = 0;

  return {
    async slowDown(address, signal) {
      const count = (tries.get(address) ?? 0) + 1;
      tries.set(address, count);
      if (count <= FREE_TRIES) return true;
      if (waiting >= MAX_WAITING) return false;
      waiting += 1;
      await delay(Math.min(FIRST_DELAY_MS * 2 ** (count - FREE_TRIES - 1), LONGEST_DELAY_MS), signal);
      waiting -= 1;
      return true;
    },
  };
}

/** Ends early when the client is gone. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/**
 * One request a second for each endpoint. How the vendor counts is not documented, so both ways are here:
 * a sliding window (an accepted request closes the door for an interval) and calendar intervals (one each).
 */
export type LimitMode = 'sliding' | 'calendar';

export interface RateLimit {
  /** True when a request that arrives at `nowMs` is let through. */
  admits(endpoint: string, nowMs: number): boolean;
}

export function createRateLimit(mode: LimitMode, intervalMs: number): RateLimit {
  const lastAdmitted = new Map<string, number>();
  return {
    admits(endpoint, nowMs) {
      const last = lastAdmitted.get(endpoint);
      if (last !== undefined && isTooSoon(last, nowMs)) return false;
      lastAdmitted.set(endpoint, nowMs);
      return true;
    },
  };

  function isTooSoon(lastMs: number, nowMs: number): boolean {
    if (mode === 'sliding') return nowMs - lastMs < intervalMs;
    return Math.floor(nowMs / intervalMs) === Math.floor(lastMs / intervalMs);
  }
}

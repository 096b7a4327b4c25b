/**
 * One request a second for each endpoint. How the vendor counts is not documented, so both ways are here:
 * a sliding window (an accepted request closes the door for an interval) and calendar intervals (one each).
 */
export type LimitMode = 'sliding' | 'calendar';

export interface RateLimitOptions {
  readonly mode: LimitMode;
  /** What stands for the documented second; 0: no limit. */
  readonly intervalMs: number;
  /** Requests an interval over all endpoints together; documented as 50. Default 50. */
  readonly overall?: number;
}

export interface RateLimit {
  /** True when a request that arrives at `nowMs` is let through. Only those count: a refused one costs nothing. */
  admits(endpoint: string, nowMs: number): boolean;
  /** The same, and which limit refuses it: the endpoint's own or the organization's. null: it is let through. */
  refuses(endpoint: string, nowMs: number): 'endpoint' | 'organization' | null;
}

export function createRateLimit({ mode, intervalMs, overall = 50 }: RateLimitOptions): RateLimit {
  const lastAdmitted = new Map<string, number>();
  /** When requests were admitted that still count against the overall limit. */
  let recent: number[] = [];
  return { admits: (endpoint, nowMs) => refuses(endpoint, nowMs) === null, refuses };

  function refuses(endpoint: string, nowMs: number): 'endpoint' | 'organization' | null {
    const last = lastAdmitted.get(endpoint);
    if (last !== undefined && shareInterval(last, nowMs)) return 'endpoint';
    recent = recent.filter((atMs) => shareInterval(atMs, nowMs));
    if (recent.length >= overall) return 'organization';
    recent.push(nowMs);
    lastAdmitted.set(endpoint, nowMs);
    return null;
  }

  function shareInterval(earlierMs: number, nowMs: number): boolean {
    if (intervalMs === 0) return false;
    if (mode === 'sliding') return nowMs - earlierMs < intervalMs;
    return Math.floor(nowMs / intervalMs) === Math.floor(earlierMs / intervalMs);
  }
}

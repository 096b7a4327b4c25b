/** Reads "call 4 of 12, about 8 s": how far a running query is, by the price of what is left of it. */
import { isObject } from '../dashboard/client/answer.ts';
import { formatDuration } from '../dashboard/format/words.ts';
import type { Answered } from './send.ts';

export interface Price {
  /** Calls to Jodoo that are not made yet. */
  readonly calls: number;
  readonly expectedMs: number;
}

/** Of the answer to a query that `pricedQuery` made. Undefined when the gateway does not say. */
export function priceOf({ data }: Answered): Price | undefined {
  const cost = isObject(data) && isObject(data.priceOfThis) ? data.priceOfThis.cost : undefined;
  if (!isObject(cost)) return undefined;
  const { calls, expectedMs } = cost;
  return typeof calls === 'number' && typeof expectedMs === 'number' ? { calls, expectedMs } : undefined;
}

/** `firstCalls`: what was left when the query was first priced. */
export function waitingWords({ calls, expectedMs }: Price, firstCalls: number): string {
  if (calls === 0) return 'Waiting for the answer.';
  const total = Math.max(firstCalls, calls);
  return `Waiting for Jodoo: call ${total - calls + 1} of ${total}, about ${formatDuration(expectedMs)}.`;
}

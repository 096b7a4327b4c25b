/** Why an operation is not answered, in words for the one who asked. */
import { GatewayError } from '../errors.ts';
import { LISTS, type ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';

export function unstableList(kind: ListKind, day: StatisticsDay): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `Jodoo's list of ${LISTS[kind].noun.many} of ${day} changed each time that it was read, so its pages do not fit together. Try again in a moment.`,
    { retryable: true },
  );
}

export function costExceeded(estimatedCalls: number, maxCalls: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_COST_EXCEEDED',
    `This operation would take ${estimatedCalls} upstream calls (one a second); at most ${maxCalls} are allowed. Ask for fewer apps or days at once: a smaller 'first', a shorter 'appIds', or several operations.`,
    { estimatedCalls, maxCalls },
  );
}

export function overloaded(why: string, retryAfterMs: number): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    `The gateway cannot answer this in time. ${why} Try again in ${Math.ceil(retryAfterMs / 1000)} s, or ask for less.`,
    { retryAfterMs, retryable: true },
  );
}

export function deadlineError(timeoutMs: number, heldForMs: number): GatewayError {
  if (heldForMs > 0) {
    return new GatewayError(
      'UPSTREAM_RATE_LIMITED',
      `Jodoo keeps refusing calls because another program uses the organization's one request a second; nothing came within ${timeoutMs} ms. Try again in a moment.`,
      { retryable: true, retryAfterMs: Math.ceil(heldForMs) },
    );
  }
  return overloaded(`It got no slot within ${timeoutMs} ms.`, 1000);
}

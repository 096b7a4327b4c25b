import type { Plugin } from 'graphql-yoga';
import { GatewayError } from '../../errors.ts';
import type { ServerContext } from '../server-context.ts';

/** Of one caller at a time. A page needs two; browsers open six connections to a host over HTTP/1.1. */
const MOST_PER_CALLER = 5;
const RETRY_AFTER_MS = 10_000;

/** Refuses further subscriptions of a caller who has many open. */
export function useBoundedSubscriptions(): Plugin<ServerContext> {
  const open = new Map<string, number>();

  function release(caller: string): void {
    const left = (open.get(caller) ?? 1) - 1;
    if (left === 0) open.delete(caller);
    else open.set(caller, left);
  }

  return {
    onSubscribe({ args }) {
      const { caller } = args.contextValue;
      const signal = args.contextValue.signal();
      signal.throwIfAborted();
      const before = open.get(caller.name) ?? 0;
      if (before >= MOST_PER_CALLER) throw tooMany();
      open.set(caller.name, before + 1);
      // The server aborts it at the end of each subscription, whoever ends it.
      signal.addEventListener('abort', () => release(caller.name), { once: true });
    },
  };
}

function tooMany(): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    `You have ${MOST_PER_CALLER} subscriptions open, the most for one caller. Close one first, or share one among your pages.`,
    { retryAfterMs: RETRY_AFTER_MS, retryable: true },
  );
}

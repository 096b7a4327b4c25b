import { GatewayError } from '../errors.ts';
import { once } from '../once.ts';
import { acceptsParts } from './accepts-parts.ts';
import type { Caller } from './callers.ts';
import type { Exchange, QueryNotes } from './exchange.ts';
import type { ServerContext } from './server-context.ts';
import { staleIfError } from './stale-if-error.ts';

export interface OperationBounds {
  readonly requestTimeoutMs: number;
  readonly graceMs: number;
  /** For requests whose `Cache-Control` has no `stale-if-error`, in milliseconds. */
  readonly staleIfErrorMs: number;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}

export interface BegunOperation {
  readonly context: ServerContext;
  /** Its answer is there. A subscription has begun in time, and may last. */
  answered(): void;
  /** Whatever became of it, nobody listens any more. */
  end(): void;
}

/**
 * Notes an operation in its exchange, and gives it the time that it may take: from when it has to wait for something, for
 * most never do.
 */
export function beginOperation(
  exchange: Exchange,
  caller: Caller,
  { requestTimeoutMs, graceMs, staleIfErrorMs, closing }: OperationBounds,
): BegunOperation {
  const { headers } = exchange.request;
  const notes: QueryNotes = {};
  exchange.notes.query = notes;
  let timer: NodeJS.Timeout | undefined;
  const end = once(() => {
    const controller = new AbortController();
    const { gone } = exchange;
    const leave = () => controller.abort(gone.reason);
    if (gone.aborted) leave();
    gone.addEventListener('abort', leave);
    timer = setTimeout(() => controller.abort(timeout(requestTimeoutMs)), requestTimeoutMs + graceMs);
    return controller;
  });
  return {
    context: {
      notes,
      caller,
      requestId: exchange.notes.id,
      acceptsParts: acceptsParts(headers.accept),
      staleMs: staleIfError(headers['cache-control']) ?? staleIfErrorMs,
      signal: () => end().signal,
      closing,
    },
    answered() {
      if (notes.type === 'subscription') clearTimeout(timer);
    },
    end() {
      clearTimeout(timer);
      if (notes.type === 'subscription') end().abort();
    },
  };
}

function timeout(requestTimeoutMs: number): GatewayError {
  return new GatewayError(
    'TIMEOUT',
    `The operation was stopped: it ran longer than ${requestTimeoutMs} ms. Ask for less at once.`,
  );
}

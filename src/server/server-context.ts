import type { Caller } from './callers.ts';
import type { QueryNotes } from './exchange.ts';

/** What this server adds to Yoga's context. */
export interface ServerContext {
  readonly notes: QueryNotes;
  readonly caller: Caller;
  /** As in the answer's X-Request-Id. */
  readonly requestId: string;
  /** How long ago numbers may have expired that are answered while the upstream is away, in milliseconds. */
  readonly staleMs: number;
  /** False: the client reads no answer in parts. */
  readonly acceptsParts: boolean;
  /** Aborted when the client is gone, or the operation is out of time. Made when it is asked for. */
  readonly signal: () => AbortSignal;
  /** Aborted when the server closes: subscriptions end, other operations go on. */
  readonly closing: AbortSignal;
  /** The document is the gateway's own, not its client's. */
  readonly isOwn?: boolean;
}

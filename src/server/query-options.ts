import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../graphql/context.ts';
import type { PersistedOperations } from './persisted-operations.ts';
import type { QueryLimits } from './query/query-limits.ts';

/** What executing queries takes, whoever does it. */
export interface QueryOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: (options: ContextOptions) => GatewayContext;
  readonly persisted: PersistedOperations;
  readonly queryLimits: QueryLimits;
  /** What must not appear in any message. */
  readonly secrets: readonly string[];
  readonly log: Pick<Logger, 'error'>;
}

export interface ContextOptions {
  /** Aborted when the client is gone, or the operation is out of time. Made when it is asked for. */
  readonly signal: () => AbortSignal;
  /** Aborted when the server closes: subscriptions end, other operations go on. */
  readonly closing: AbortSignal;
  /** Who asks: turns at the upstream are shared out among callers. */
  readonly caller: string;
  /** How long ago numbers may have expired that are answered while the upstream is away, in milliseconds. */
  readonly staleMs: number;
}

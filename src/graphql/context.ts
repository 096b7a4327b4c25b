import type { Collector } from '../collector/collector.ts';
import type { Watch, Watcher } from '../collector/watch.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Operation } from '../usage/operation.ts';
import type { Usage } from '../usage/usage.ts';

/** What every resolver of one GraphQL operation shares. The operation is the only way to a fact. */
export interface GatewayContext {
  readonly operation: Operation;
  readonly collector: RequestCollector;
  readonly live: LiveSources;
  /** True: only the price of the operation is wanted, and its operation makes no call. */
  readonly isPriced?: boolean;
}

/** The collector, as this operation's caller sees it. */
export interface RequestCollector extends Pick<Collector, 'progress'> {
  request(kind: ListKind, days: readonly StatisticsDay[]): void;
}

/** What only subscriptions use. */
export interface LiveSources {
  readonly watch: Watch;
  readonly watcher: Watcher;
  /** A new operation of the same caller: each event is an answer of its own instant. */
  readonly open: () => Operation;
}

export interface ContextOptions {
  readonly usage: Pick<Usage, 'open'>;
  readonly collector: Pick<Collector, 'request' | 'progress'>;
  readonly watch: Watch;
  /** Aborted when the client is gone. Made when it is asked for: what is known already is answered without. */
  readonly signal: () => AbortSignal;
  /** Aborted when the server closes: subscriptions end, other operations go on. */
  readonly closing: AbortSignal;
  /** Who asks: turns are shared out among callers, not among operations. */
  readonly caller: string;
  /** How long ago numbers may have expired that are answered while the upstream is away, in milliseconds. Default 0. */
  readonly staleMs?: number;
}

export function createContext(options: ContextOptions): GatewayContext {
  const { usage, collector, watch, signal, closing, caller, staleMs = 0 } = options;
  // An event has no place to say that its numbers are stale.
  const open = () => usage.open(signal, { caller });
  const operation = usage.open(signal, { caller, staleMs });
  return {
    operation,
    collector: {
      request: (kind, days) => collector.request(kind, days, caller),
      progress: collector.progress,
    },
    live: { watch, watcher: { signal, closing, caller }, open },
  };
}

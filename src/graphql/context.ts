import type { Collector } from '../collector/collector.ts';
import type { Operation } from '../usage/operation.ts';
import type { Usage } from '../usage/usage.ts';
import { type AppFactLoader, createAppFactLoader } from './app-fact-loader.ts';
import { type ArchiveLoaders, createArchiveLoaders } from './archive-loaders.ts';

/** What every resolver of one GraphQL operation shares. */
export interface GatewayContext {
  readonly usage: Usage;
  readonly operation: Operation;
  readonly appFacts: AppFactLoader;
  readonly archived: ArchiveLoaders;
  readonly collector: Collector;
  /** The operation's instant, in epoch milliseconds: midnight never passes in the middle of an answer. */
  readonly nowMs: number;
}

export interface ContextOptions {
  readonly usage: Usage;
  readonly collector: Collector;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

export function createContext({ usage, collector, now, signal }: ContextOptions): GatewayContext {
  const operation = usage.open(signal);
  return {
    usage,
    operation,
    appFacts: createAppFactLoader(operation),
    archived: createArchiveLoaders(usage.archive),
    collector,
    nowMs: now(),
  };
}

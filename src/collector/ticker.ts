import { type Deferred, deferred } from '../deferred.ts';

/** The common clock of everybody who watches: one timer for all of them, and none while nobody waits. */
export interface Ticker {
  /** Resolves at the next tick. */
  next(): Promise<void>;
}

export function createTicker(everyMs: number): Ticker {
  let tick: Deferred<void> | undefined;

  function start(): Deferred<void> {
    const started = deferred<void>();
    setTimeout(() => {
      tick = undefined;
      started.resolve();
    }, everyMs);
    return started;
  }

  return {
    next() {
      tick ??= start();
      return tick.promise;
    },
  };
}

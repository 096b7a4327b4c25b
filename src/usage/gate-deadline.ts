export interface GateDeadlineOptions {
  /** The latest instant of `monotonicMs`; undefined for what may wait for ever. */
  readonly deadlineMs: number | undefined;
  readonly monotonicMs: () => number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: () => AbortSignal;
  /** Called while something waits and nobody waits for it any more. */
  readonly onAbandoned: () => void;
  /** Called while something waits and the time is up. */
  readonly onExpired: () => void;
}

export interface GateDeadline {
  /** Runs what waits, under the deadline. */
  during<T>(wait: () => Promise<T>): Promise<T>;
  /** The time is up already. */
  isOver(): boolean;
}

/** Ends what an operation waits for when its client leaves or its time is up: one timer, however much waits. */
export function createGateDeadline(options: GateDeadlineOptions): GateDeadline {
  const { deadlineMs, monotonicMs, signal, onAbandoned, onExpired } = options;
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;

  function begin(): void {
    waiting += 1;
    if (waiting > 1) return;
    signal().addEventListener('abort', onAbandoned, { once: true });
    if (deadlineMs !== undefined) timer = setTimeout(onExpired, Math.max(0, deadlineMs - monotonicMs()));
  }

  function end(): void {
    waiting -= 1;
    if (waiting > 0) return;
    clearTimeout(timer);
    signal().removeEventListener('abort', onAbandoned);
  }

  return {
    async during(wait) {
      begin();
      try {
        return await wait();
      } finally {
        end();
      }
    },
    isOver: () => deadlineMs !== undefined && monotonicMs() >= deadlineMs,
  };
}

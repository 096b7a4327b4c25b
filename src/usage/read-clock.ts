/** Measures for how long at least one of several reads was running. */
export interface ReadClock {
  start(): void;
  end(): void;
  isRunning(): boolean;
  /** In milliseconds, up to now. */
  ms(): number;
}

export function createReadClock(monotonicMs: () => number): ReadClock {
  let running = 0;
  let startedMs = 0;
  let pastMs = 0;
  return {
    start() {
      if (running === 0) startedMs = monotonicMs();
      running += 1;
    },
    end() {
      running -= 1;
      if (running === 0) pastMs += monotonicMs() - startedMs;
    },
    isRunning: () => running > 0,
    ms: () => pastMs + (running > 0 ? monotonicMs() - startedMs : 0),
  };
}

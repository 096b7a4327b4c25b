/** A clock that runs faster than the world's, so that a night passes in seconds. */
export interface SimulatedClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds of this clock that pass in one of the world's. */
  readonly factor: number;
}

export function createSimulatedClock(fromMs: number, factor: number): SimulatedClock {
  const startedMs = performance.now();
  return { factor, now: () => fromMs + (performance.now() - startedMs) * factor };
}

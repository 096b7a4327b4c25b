import Bottleneck from 'bottleneck';

/** Calls that the upstream takes in the time in which each of its endpoints takes one: 50 a second against 1. */
const CALLS_PER_INTERVAL = 50;

/**
 * The limit that all lanes of an organization share: their tickets are this far apart. It holds no timer while nobody
 * waits, so it needs no closing.
 */
export function createCeiling(minIntervalMs: number): Bottleneck {
  return new Bottleneck({ minTime: minIntervalMs / CALLS_PER_INTERVAL });
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_ATTEMPTS, retryAfterFailure } from '../../src/usage/retry.ts';

const INTERVAL_MS = 1_000;
const fractions = fc.double({ min: 0, max: 1, noNaN: true });

describe('retryAfterFailure', () => {
  test('a refused call is always tried again and a final failure never', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fractions, (attempt, random) => {
        expect(retryAfterFailure('refused', attempt, INTERVAL_MS, random)).toEqual({
          again: true,
          delayMs: 0,
        });
        expect(retryAfterFailure('final', attempt, INTERVAL_MS, random)).toEqual({ again: false });
      }),
    );
  });

  test('a transient failure is tried three times in all, each time later', () => {
    const retries = [1, 2, 3, 4].map((attempt) => retryAfterFailure('transient', attempt, INTERVAL_MS, 1));
    expect(MAX_ATTEMPTS).toBe(3);
    expect(retries).toEqual([
      { again: true, delayMs: INTERVAL_MS },
      { again: true, delayMs: 2 * INTERVAL_MS },
      { again: false },
      { again: false },
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateLimit } from '../../src/sandbox/rate-limit.ts';
import { fallbackStartMs } from '../../src/slots/fallback-start.ts';

const INTERVAL_MS = 1_000;
const CYCLES = 120;

interface Process {
  readonly holder: string;
  /** How far its host's clock is ahead. */
  readonly skewMs: number;
}

/** Processes without a ledger that all have work all the time; each moves when the upstream refuses it. */
function simulate(processes: readonly Process[]) {
  const limit = createRateLimit({ mode: 'sliding', intervalMs: INTERVAL_MS });
  const endMs = CYCLES * processes.length * INTERVAL_MS;
  const states = processes.map((process) => ({ ...process, moves: 0, startMs: startOf(process, 0, 0) }));
  const starts: { holder: string; atMs: number; admitted: boolean }[] = [];

  function startOf({ holder, skewMs }: Process, moves: number, fromMs: number): number {
    const place = { holder, sharers: processes.length, moves, minIntervalMs: INTERVAL_MS };
    return fallbackStartMs(place, fromMs + skewMs) - skewMs;
  }

  for (;;) {
    const next = states.reduce((first, state) => (state.startMs < first.startMs ? state : first));
    const atMs = next.startMs;
    if (atMs > endMs) return { starts, endMs };
    const admitted = limit.admits('app', atMs);
    starts.push({ holder: next.holder, atMs, admitted });
    if (!admitted) next.moves += 1;
    next.startMs = startOf(next, next.moves, atMs + INTERVAL_MS);
  }
}

const holders = fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 5 });

describe('processes that share a lane without a ledger', () => {
  test('start at 1/N of the rate each', () => {
    fc.assert(
      fc.property(holders, (names) => {
        const { starts, endMs } = simulate(names.map((holder) => ({ holder, skewMs: 0 })));
        for (const name of names) {
          const own = starts.filter(({ holder }) => holder === name).length;
          expect(own).toBeLessThanOrEqual(endMs / (names.length * INTERVAL_MS) + 1);
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('find places where nobody is refused any more when their clocks agree', () => {
    fc.assert(
      fc.property(holders, (names) => {
        const { starts, endMs } = simulate(names.map((holder) => ({ holder, skewMs: 0 })));
        expect(starts.filter(({ atMs, admitted }) => atMs > endMs / 2 && !admitted)).toEqual([]);
        expect(new Set(starts.filter(({ atMs }) => atMs > endMs / 2).map(({ holder }) => holder)).size).toBe(
          names.length,
        );
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('find such places when their clocks do not agree, too', () => {
    fc.assert(
      fc.property(
        holders,
        fc.array(fc.integer({ min: -30_000, max: 30_000 }), { minLength: 5 }),
        (names, skews) => {
          const processes = names.map((holder, index) => ({ holder, skewMs: skews[index] ?? 0 }));
          const { starts, endMs } = simulate(processes);
          expect(starts.filter(({ atMs, admitted }) => atMs > endMs / 2 && !admitted)).toEqual([]);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});

test('one that moved after a refusal starts again within a cycle of four times the length', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.integer({ min: 2, max: 9 }),
      fc.nat({ max: 50 }),
      fc.nat(),
      (holder, sharers, moves, fromMs) => {
        const startMs = fallbackStartMs({ holder, sharers, moves, minIntervalMs: INTERVAL_MS }, fromMs);
        expect(startMs).toBeGreaterThanOrEqual(fromMs);
        expect(startMs - fromMs).toBeLessThanOrEqual(4 * sharers * 1.1 * INTERVAL_MS + 1);
      },
    ),
  );
});

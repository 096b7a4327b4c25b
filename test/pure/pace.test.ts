import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateLimit, type LimitMode } from '../../src/sandbox/rate-limit.ts';
import {
  afterAccepted,
  afterRefusal,
  afterStart,
  earliestStartMs,
  initialPace,
  type Pace,
} from '../../src/slots/pace.ts';

const INTERVAL_MS = 1_000;
const CALLS = 300;

interface Network {
  readonly mode: LimitMode;
  /** When the first call starts: places it within a calendar interval. */
  readonly firstStartMs: number;
  /** From a call's start to its arrival. */
  readonly arrivalDelayMs: () => number;
  /** From its arrival to its answer. */
  readonly latencyMs: number;
  readonly random: () => number;
}

interface Event {
  readonly atMs: number;
  readonly happen: () => void;
}

/** Makes calls without a break, each as early as the pace allows. */
function saturate({ mode, firstStartMs, arrivalDelayMs, latencyMs, random }: Network) {
  const limit = createRateLimit({ mode, intervalMs: INTERVAL_MS });
  const starts: number[] = [];
  const refused = new Set<number>();
  let pace = initialPace(INTERVAL_MS);
  let nowMs = firstStartMs;
  let events: Event[] = [];

  function arrive(call: number, startedMs: number): void {
    const admitted = limit.admits('apps', nowMs);
    if (!admitted) refused.add(call);
    events.push({
      atMs: nowMs + latencyMs,
      happen() {
        pace = admitted
          ? afterAccepted(pace, startedMs, nowMs)
          : afterRefusal(pace, startedMs, nowMs, random());
      },
    });
  }

  while (starts.length < CALLS || events.length > 0) {
    const startMs = starts.length < CALLS ? Math.max(nowMs, earliestStartMs(pace)) : Number.POSITIVE_INFINITY;
    const next = events.reduce<Event | undefined>(
      (first, event) => (first === undefined || event.atMs < first.atMs ? event : first),
      undefined,
    );
    if (next !== undefined && next.atMs <= startMs) {
      events = events.filter((event) => event !== next);
      nowMs = next.atMs;
      next.happen();
      continue;
    }
    nowMs = startMs;
    pace = afterStart(pace, nowMs);
    const call = starts.push(nowMs) - 1;
    events.push({ atMs: nowMs + arrivalDelayMs(), happen: () => arrive(call, startMs) });
  }
  const elapsedMs = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  return { refused: [...refused], callsPerSecond: ((CALLS - 1 - refused.size) * 1_000) / elapsedMs };
}

/** Numbers in 0…1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MODES: readonly LimitMode[] = ['sliding', 'calendar'];
const phases = fc.nat({ max: INTERVAL_MS - 1 });
const fractions = fc.double({ min: 0, max: 1, noNaN: true });

describe.each(MODES)('the pace against a %s limit', (mode) => {
  test.each([20, 1_500])(
    'nearly fills a quiet network and is never refused at %i ms an answer',
    (latencyMs) => {
      fc.assert(
        fc.property(phases, fc.nat({ max: 40 }), (firstStartMs, delayMs) => {
          const { refused, callsPerSecond } = saturate({
            mode,
            firstStartMs,
            arrivalDelayMs: () => delayMs,
            latencyMs,
            random: () => 0.5,
          });
          expect(refused).toEqual([]);
          expect(callsPerSecond).toBeGreaterThanOrEqual(0.98);
        }),
        { numRuns: 30 },
      );
    },
  );

  /** Arrivals up to 60 ms late, at random. */
  function saturateJittery(firstStartMs: number, seed: number) {
    const random = randomNumbers(seed);
    const arrivalDelayMs = () => Math.round(random() * 60);
    return saturate({ mode, firstStartMs, arrivalDelayMs, latencyMs: 20, random });
  }

  test('has 0.93 calls a second accepted although arrivals are up to 60 ms late', () => {
    fc.assert(
      fc.property(phases, fc.integer(), (firstStartMs, seed) => {
        expect(saturateJittery(firstStartMs, seed).callsPerSecond).toBeGreaterThanOrEqual(0.93);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('has learnt after 150 calls not to be refused although arrivals are up to 60 ms late', () => {
    fc.assert(
      fc.property(phases, fc.integer(), (firstStartMs, seed) => {
        const { refused } = saturateJittery(firstStartMs, seed);
        expect(refused.filter((call) => call >= CALLS - 150)).toEqual([]);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

test('the trip of a refused call counts among the fastest: refused are above all the calls that arrive fast', () => {
  let pace = initialPace(INTERVAL_MS);
  let startedMs = 0;
  function accept(tripMs: number): void {
    startedMs = Math.max(0, earliestStartMs(pace));
    pace = afterAccepted(afterStart(pace, startedMs), startedMs, startedMs + tripMs);
  }
  for (const tripMs of [80, 80, 80]) accept(tripMs);
  pace = refuse(pace, 0, 20).pace;
  accept(80);
  // The trip was 60 ms longer than the fastest; an eighth of the cap, doubled by the refusal to 120, is for doubt.
  expect(earliestStartMs(pace) - startedMs).toBe(INTERVAL_MS + 2 + 60 + 15);
});

/** Refuses the next call, which starts as soon as it may and is answered `tripMs` later. */
function refuse(pace: Pace, random: number, tripMs = 20): { pace: Pace; holdMs: number } {
  const startedMs = Math.max(0, earliestStartMs(pace));
  const answeredMs = startedMs + tripMs;
  const next = afterRefusal(afterStart(pace, startedMs), startedMs, answeredMs, random);
  return { pace: next, holdMs: next.heldUntilMs - answeredMs };
}

function holds(randoms: readonly number[]): number[] {
  let pace = initialPace(INTERVAL_MS);
  return randoms.map((random) => {
    const refused = refuse(pace, random);
    pace = refused.pace;
    return refused.holdMs;
  });
}

describe('a hold', () => {
  test('grows with refusals in a row up to thirty intervals', () => {
    const grown = holds(Array.from({ length: 12 }, () => 1));
    expect(grown.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 30].map((intervals) => intervals * INTERVAL_MS));
    expect(new Set(grown.slice(5))).toEqual(new Set([30 * INTERVAL_MS]));
  });

  test('is jittered over the upper half of its length', () => {
    fc.assert(
      fc.property(fc.array(fractions, { minLength: 1, maxLength: 20 }), (randoms) => {
        const longest = holds(randoms.map(() => 1));
        holds(randoms).forEach((holdMs, index) => {
          const share = holdMs / (longest[index] ?? 0);
          expect(share).toBeCloseTo(0.5 + (randoms[index] ?? 0) / 2, 6);
        });
      }),
    );
  });

  test('keeps every call back until it ends', () => {
    fc.assert(
      fc.property(fractions, (random) => {
        const { pace } = refuse(initialPace(INTERVAL_MS), random);
        expect(earliestStartMs(pace)).toBeGreaterThanOrEqual(pace.heldUntilMs);
      }),
    );
  });

  test('is not extended by a refused call that started before it', () => {
    fc.assert(
      fc.property(fractions, fractions, fc.nat({ max: 10_000 }), (random, share, laterMs) => {
        const { pace } = refuse(initialPace(INTERVAL_MS), random);
        const startedMs = Math.floor((pace.heldUntilMs - 1) * share);
        expect(afterRefusal(pace, startedMs, startedMs + laterMs, 1)).toEqual(pace);
      }),
    );
  });

  test('starts small again once a call that started after it was accepted', () => {
    const { pace } = refuse(refuse(initialPace(INTERVAL_MS), 1).pace, 1);
    const startedMs = earliestStartMs(pace);
    const accepted = afterAccepted(afterStart(pace, startedMs), startedMs, startedMs + 20);
    expect(refuse(accepted, 1).holdMs).toBe(INTERVAL_MS);
  });

  test('is not forgotten because of an accepted call that started before it', () => {
    const { pace } = refuse(refuse(initialPace(INTERVAL_MS), 1).pace, 1);
    const accepted = afterAccepted(pace, pace.heldUntilMs - 1, pace.heldUntilMs);
    expect(refuse(accepted, 1).holdMs).toBe(4 * INTERVAL_MS);
  });
});

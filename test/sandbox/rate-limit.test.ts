import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateLimit } from '../../src/sandbox/rate-limit.ts';

const arrivals = fc
  .array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 })
  .map((gaps) => gaps.map((_gap, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)));

test('sliding: admitted requests always lie an interval apart, and one that does is always admitted', () => {
  fc.assert(
    fc.property(arrivals, (times) => {
      const limit = createRateLimit({ mode: 'sliding', intervalMs: 1000 });
      let last = Number.NEGATIVE_INFINITY;
      for (const atMs of times) {
        const admitted = limit.admits('a', atMs);
        expect(admitted).toBe(atMs - last >= 1000);
        if (admitted) last = atMs;
      }
    }),
  );
});

test('calendar: every second admits its first request and no other', () => {
  fc.assert(
    fc.property(arrivals, (times) => {
      const limit = createRateLimit({ mode: 'calendar', intervalMs: 1000 });
      const used = new Set<number>();
      for (const atMs of times) {
        const second = Math.floor(atMs / 1000);
        expect(limit.admits('a', atMs)).toBe(!used.has(second));
        used.add(second);
      }
    }),
  );
});

test('calendar admits 2 ms apart what sliding refuses', () => {
  for (const [mode, second] of [
    ['calendar', true],
    ['sliding', false],
  ] as const) {
    const limit = createRateLimit({ mode, intervalMs: 1000 });
    expect(limit.admits('a', 999)).toBe(true);
    expect(limit.admits('a', 1001)).toBe(second);
  }
});

test.each(['sliding', 'calendar'] as const)('%s: all endpoints together have a limit too', (mode) => {
  const limit = createRateLimit({ mode, intervalMs: 1000, overall: 2 });
  expect(['a', 'b', 'c'].map((endpoint) => limit.admits(endpoint, 0))).toEqual([true, true, false]);
  expect(limit.admits('c', 1000)).toBe(true);
});

test("a refusal names the limit that refuses: the endpoint's own, or the 50 of the organization", () => {
  const limit = createRateLimit({ mode: 'sliding', intervalMs: 1000 });
  const first50 = Array.from({ length: 50 }, (_, index) => limit.refuses(`endpoint ${index}`, 0));
  expect(new Set(first50)).toEqual(new Set([null]));
  expect(limit.refuses('endpoint 0', 999)).toBe('endpoint');
  expect(limit.refuses('another endpoint', 999)).toBe('organization');
  expect(limit.refuses('another endpoint', 1000)).toBe(null);
});

test.each(['sliding', 'calendar'] as const)('%s: an interval of 0 limits nothing', (mode) => {
  const limit = createRateLimit({ mode, intervalMs: 0 });
  expect(Array.from({ length: 100 }, () => limit.admits('a', 5))).not.toContain(false);
});

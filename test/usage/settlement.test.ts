import { expect, test } from 'vitest';
import { addDays, dayNumber, settlesAtMs, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { askedAt, beliefAt } from '../../src/usage/settlement.ts';

const DAY = statisticsDay('2026-03-23');
const SETTLEMENT = { settleAfterHours: 6, provisionalTtlMs: 300_000 };
const SETTLES_MS = settlesAtMs(DAY, 6);

test('an answer is settled when it was asked for once the day had settled', () => {
  expect(askedAt(DAY, SETTLES_MS, SETTLEMENT)).toEqual({ atMs: SETTLES_MS, settled: true });
  expect(askedAt(DAY, SETTLES_MS - 1, SETTLEMENT).settled).toBe(false);
});

test('what may still change is believed for its time, and for good once nobody can be asked', () => {
  expect(beliefAt(SETTLES_MS, SETTLEMENT)).toMatchObject({
    nowMs: SETTLES_MS,
    sinceMs: SETTLES_MS - 300_000,
    fromDay: addDays(DAY, 1 - 180),
  });
});

test('a belief knows when each day settles, so that what was said before is not believed after', () => {
  const { settleOffsetMs } = beliefAt(SETTLES_MS, SETTLEMENT);
  for (const day of [DAY, addDays(DAY, -179), addDays(DAY, 1)]) {
    expect(dayNumber(day) * 86_400_000 + settleOffsetMs).toBe(settlesAtMs(day, 6));
  }
});

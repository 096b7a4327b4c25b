import { expect, test } from 'vitest';
import { addDays, settlesAtMs, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { askedAt, beliefAt, beliefInDay } from '../../src/usage/settlement.ts';

const DAY = statisticsDay('2026-03-23');
const SETTLEMENT = { settleAfterHours: 6, provisionalTtlMs: 300_000 };
const SETTLES_MS = settlesAtMs(DAY, 6);

test('an answer is settled when it was asked for once the day had settled', () => {
  expect(askedAt(DAY, SETTLES_MS, SETTLEMENT)).toEqual({ atMs: SETTLES_MS, settled: true });
  expect(askedAt(DAY, SETTLES_MS - 1, SETTLEMENT).settled).toBe(false);
});

test('what may still change is believed for its time, and for good once nobody can be asked', () => {
  expect(beliefAt(SETTLES_MS, SETTLEMENT)).toEqual({
    sinceMs: SETTLES_MS - 300_000,
    fromDay: addDays(DAY, 1 - 180),
  });
});

test('nothing that was said before a day settled is believed after it', () => {
  expect(beliefInDay(DAY, SETTLES_MS - 1, SETTLEMENT).sinceMs).toBe(SETTLES_MS - 1 - 300_000);
  expect(beliefInDay(DAY, SETTLES_MS, SETTLEMENT).sinceMs).toBe(SETTLES_MS);
  expect(beliefInDay(DAY, SETTLES_MS + 600_000, SETTLEMENT).sinceMs).toBe(SETTLES_MS + 300_000);
});

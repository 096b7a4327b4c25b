import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  dayFromNumber,
  dayNumber,
  dayOfInstant,
  daysInRange,
  eachDay,
  isStatisticsDay,
  settlesAtMs,
  statisticsDay,
  UPSTREAM_DAYS,
  upstreamDays,
} from '../../src/jodoo/statistics-day.ts';

const HOUR_MS = 3_600_000;
/** 1970 … 2099. */
const days = fc.integer({ min: 0, max: 47_481 }).map(dayFromNumber);
const instants = fc.integer({ min: 0, max: Date.UTC(2099, 0) });

describe('a statistics day', () => {
  test('comes back unchanged from its number and from its text', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(dayFromNumber(dayNumber(day))).toBe(day);
        expect(statisticsDay(day)).toBe(day);
      }),
    );
  });

  test('sorts as its number does', () => {
    fc.assert(
      fc.property(days, days, (a, b) => {
        expect(a < b).toBe(dayNumber(a) < dayNumber(b));
      }),
    );
  });

  test('moves back by as many days as it moved on', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 10_000 }), (day, count) => {
        const later = addDays(day, count);
        expect(addDays(later, -count)).toBe(day);
        expect(daysInRange({ from: day, to: later })).toBe(count + 1);
      }),
    );
  });

  test('is a range of days one after the other, empty when the range is reversed', () => {
    const range = { from: statisticsDay('2024-02-28'), to: statisticsDay('2024-03-01') };
    expect(eachDay(range)).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(eachDay({ from: range.to, to: range.from })).toEqual([]);
  });

  test('contains every instant of its 24 hours in UTC+8 and no other', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 24 * HOUR_MS - 1 }), (day, ms) => {
        const startMs = Date.parse(`${day}T00:00:00+08:00`);
        expect(dayOfInstant(startMs + ms)).toBe(day);
        expect(dayOfInstant(startMs - 1)).toBe(addDays(day, -1));
        expect(dayOfInstant(startMs + 24 * HOUR_MS)).toBe(addDays(day, 1));
      }),
    );
  });

  test.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-2-3',
    '2026-02-03T00:00',
    ' 2026-02-03',
    '',
  ])('is not %j', (text) => {
    expect(isStatisticsDay(text)).toBe(false);
    expect(() => statisticsDay(text)).toThrow(RangeError);
  });

  test('at 20:00 UTC on the 23rd it is the 24th in UTC+8, so the 23rd is the latest that the upstream answers', () => {
    const nowMs = Date.parse('2026-03-23T20:00:00Z');
    expect(dayOfInstant(nowMs)).toBe('2026-03-24');
    expect(upstreamDays(nowMs).to).toBe('2026-03-23');
    expect(upstreamDays(Date.parse('2026-03-23T15:59:59.999Z')).to).toBe('2026-03-22');
  });

  test('is answered by the upstream from T-180 to T-1', () => {
    fc.assert(
      fc.property(instants, (nowMs) => {
        const { from, to } = upstreamDays(nowMs);
        const today = dayNumber(dayOfInstant(nowMs));
        expect(today - dayNumber(from)).toBe(180);
        expect(today - dayNumber(to)).toBe(1);
        expect(eachDay({ from, to })).toHaveLength(UPSTREAM_DAYS);
      }),
    );
  });

  test('settles so many hours after its end in UTC+8', () => {
    expect(settlesAtMs(statisticsDay('2026-03-23'), 6)).toBe(Date.parse('2026-03-24T06:00:00+08:00'));
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 72 }), (day, hours) => {
        expect(settlesAtMs(day, hours)).toBe(
          Date.parse(`${addDays(day, 1)}T00:00:00+08:00`) + hours * HOUR_MS,
        );
      }),
    );
  });
});

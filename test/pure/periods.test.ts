import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayFromNumber, dayNumber, eachDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { periodsOf } from '../../src/usage/periods.ts';

const ranges = fc
  .tuple(fc.integer({ min: 0, max: 40_000 }), fc.nat({ max: 800 }))
  .map(([first, length]) => ({ from: dayFromNumber(first), to: dayFromNumber(first + length) }));
const intervals = fc.constantFrom('day', 'week', 'month');
const range = (from: string, to: string) => ({ from: statisticsDay(from), to: statisticsDay(to) });

/** By the calendar of JavaScript itself: 0 is Sunday there. */
const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();

describe('the periods of a range', () => {
  test('hold each of its days once, in order', () => {
    fc.assert(
      fc.property(ranges, intervals, (asked, interval) => {
        expect(periodsOf(asked, interval).flatMap(eachDay)).toEqual(eachDay(asked));
      }),
    );
  });

  test('begin on Monday where they are weeks, and on the first where they are months, but for a cut first one', () => {
    fc.assert(
      fc.property(ranges, (asked) => {
        const [, ...weeks] = periodsOf(asked, 'week');
        for (const { from } of weeks) expect(weekdayOf(from)).toBe(1);
        const [, ...months] = periodsOf(asked, 'month');
        for (const { from } of months) expect(from).toMatch(/-01$/);
      }),
    );
  });

  test('hold days of one week or month only', () => {
    fc.assert(
      fc.property(ranges, (asked) => {
        for (const { from, to } of periodsOf(asked, 'month')) expect(to.slice(0, 7)).toBe(from.slice(0, 7));
        for (const { from, to } of periodsOf(asked, 'week')) {
          expect(dayNumber(to) - dayNumber(from)).toBeLessThan(7);
        }
        expect(periodsOf(asked, 'day')).toHaveLength(eachDay(asked).length);
      }),
    );
  });

  test('end on the leap day where a February has one', () => {
    expect(periodsOf(range('2028-02-10', '2028-03-02'), 'month')).toEqual([
      range('2028-02-10', '2028-02-29'),
      range('2028-03-01', '2028-03-02'),
    ]);
    expect(periodsOf(range('2100-02-28', '2100-03-01'), 'month')).toEqual([
      range('2100-02-28', '2100-02-28'),
      range('2100-03-01', '2100-03-01'),
    ]);
  });

  test('are cut at the ends of the range', () => {
    // The 23rd of November 2026 is a Monday.
    expect(periodsOf(range('2026-11-14', '2026-11-23'), 'week')).toEqual([
      range('2026-11-14', '2026-11-15'),
      range('2026-11-16', '2026-11-22'),
      range('2026-11-23', '2026-11-23'),
    ]);
  });
});

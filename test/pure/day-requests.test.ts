import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDayRequests } from '../../src/collector/day-requests.ts';
import { addDays, type StatisticsDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';

const DAY = statisticsDay('2026-06-01');
/** Days with these numbers. */
const days = (...numbers: number[]) => numbers.map((number) => addDays(DAY, number));
const span = (from: number, count: number) =>
  days(...Array.from({ length: count }, (_, index) => from + index));

test('alone, a caller may fill the queue, and gets no more', () => {
  const requests = createDayRequests();
  expect(requests.add('anna', span(0, 12), 10)).toEqual({ added: span(0, 10), dropped: [] });
  expect(requests.add('anna', span(20, 1), 10)).toEqual({ added: [], dropped: [] });
  expect([requests.size, requests.inTurn()]).toEqual([10, span(0, 10)]);
});

test('of a full queue a newcomer gets its share, from the last days of whoever has most', () => {
  const requests = createDayRequests();
  requests.add('anna', span(0, 10), 10);
  expect(requests.add('ben', span(20, 10), 10)).toEqual({ added: span(20, 5), dropped: days(9, 8, 7, 6, 5) });
  expect(requests.add('cleo', span(40, 10), 10).added).toHaveLength(3);
  expect(requests.size).toBe(10);
  // Asking again changes nothing.
  for (const [caller, first] of [
    ['anna', 0],
    ['ben', 20],
    ['cleo', 40],
  ] as const) {
    expect(requests.add(caller, span(first, 10), 10)).toEqual({ added: [], dropped: [] });
  }
});

test('a day that two ask for is one day, and is dropped only when neither asks for it', () => {
  const requests = createDayRequests();
  requests.add('anna', days(0, 1, 2, 3), 4);
  expect(requests.add('ben', days(3), 4)).toEqual({ added: [], dropped: [] });
  expect(requests.add('cleo', days(7), 4)).toEqual({ added: days(7), dropped: days(2) });
  expect(requests.has(addDays(DAY, 3))).toBe(true);
  requests.keepOnly((day) => day !== addDays(DAY, 3));
  expect(requests.size).toBe(3);
});

test('callers have one turn after another, a newcomer behind those who wait', () => {
  const requests = createDayRequests();
  const turns: StatisticsDay[] = [];
  const collectNext = () => {
    const [day] = requests.inTurn();
    if (day === undefined) return;
    requests.taken(day);
    requests.keepOnly((other) => other !== day);
    turns.push(day);
  };
  requests.add('anna', span(0, 5), 100);
  collectNext();
  requests.add('ben', span(20, 2), 100);
  for (let time = 0; time < 6; time += 1) collectNext();
  expect(turns).toEqual(days(0, 1, 20, 2, 21, 3, 4));
});

test('whoever asks in small pieces again and again gets every other turn, not all of them', () => {
  const requests = createDayRequests();
  requests.add('anna', span(0, 10), 100);
  let ofAnna = 0;
  for (let time = 0; time < 10; time += 1) {
    requests.add('ben', span(50 + time, 1), 100);
    const [day] = requests.inTurn();
    if (day === undefined) break;
    requests.taken(day);
    requests.keepOnly((other) => other !== day);
    if (day < addDays(DAY, 50)) ofAnna += 1;
  }
  expect(ofAnna).toBe(5);
});

test('whatever is asked, the queue stays within its bound, and nobody who asks for more has less than a share', () => {
  const asked = fc.array(
    fc.record({
      caller: fc.integer({ min: 0, max: 4 }),
      from: fc.nat(3),
      count: fc.integer({ min: 1, max: 30 }),
    }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(asked, fc.integer({ min: 5, max: 20 }), (all, maxDays) => {
      const requests = createDayRequests();
      // Each caller has days of its own.
      const ask = (caller: number, from: number, count: number) =>
        requests.add(`caller ${caller}`, span(caller * 100 + from, count), maxDays);
      for (const { caller, from, count } of all) ask(caller, from, count);
      const callers = new Set(all.map(({ caller }) => caller));
      for (const caller of callers) ask(caller, 0, 40);
      expect(requests.size).toBeLessThanOrEqual(maxDays);
      for (const caller of callers) {
        const own = requests
          .inTurn()
          .filter((day) => day >= addDays(DAY, caller * 100) && day < addDays(DAY, caller * 100 + 100));
        expect(own.length).toBeGreaterThanOrEqual(Math.floor(maxDays / callers.size) - 1);
      }
    }),
  );
});

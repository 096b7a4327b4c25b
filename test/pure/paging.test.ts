import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { type Cursor, decodeCursor, encodeCursor } from '../../src/graphql/cursor.ts';
import {
  appUsageKey,
  decodeGlobalId,
  encodeGlobalId,
  parseAppUsageKey,
} from '../../src/graphql/global-id.ts';
import { DEFAULT_FIRST, MAX_FIRST, windowOf } from '../../src/graphql/page-arguments.ts';
import { dayFromNumber, statisticsDay } from '../../src/jodoo/statistics-day.ts';

const DAY = statisticsDay('2026-03-23');
const days = fc.integer({ min: 0, max: 47_481 }).map(dayFromNumber);
/** Any text that is UTF-8: lone surrogates are not. */
const ids = fc.string({ minLength: 1, unit: 'binary' });
const sizes = fc.integer({ min: 1, max: MAX_FIRST });
const refusedSizes = fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: MAX_FIRST + 1 }));
const stretches = fc
  .tuple(fc.nat({ max: 1_000 }), fc.option(fc.nat({ max: 1_000 }), { nil: undefined }))
  .map(([start, length]) => ({ start, end: length === undefined ? undefined : start + length }));

describe('a cursor', () => {
  test('reads back as the place that it was made of', () => {
    const cursors = fc.oneof(
      fc
        .record({ day: days, position: fc.nat({ max: 999_999_999 }) })
        .map((place): Cursor => ({ kind: 'position', ...place })),
      fc.record({ day: days, appId: ids }).map((place): Cursor => ({ kind: 'app', ...place })),
      fc
        .record({
          day: days,
          order: fc.constantFrom('listed', 'data desc', 'name asc'),
          place: fc.record({ appId: ids, value: fc.oneof(fc.maxSafeNat(), fc.string(), fc.constant(null)) }),
        })
        .map((place): Cursor => ({ kind: 'row', ...place })),
    );
    fc.assert(
      fc.property(cursors, (cursor) => {
        expect(decodeCursor('after', encodeCursor(cursor))).toEqual(cursor);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    '',
    'garbage',
    '20',
    ...[
      'p:2026-02-30:1',
      'p:2026-03-23:',
      'p:2026-03-23:-1',
      'p:2026-03-23:1.5',
      'p:2026-03-23:1234567890',
      'a:2026-03-23:',
      'x:2026-03-23:1',
      'r:2026-03-23:[]',
      'r:2026-03-23:["data desc",-1,"a"]',
      'r:2026-03-23:{',
      'p:1',
    ].map((text) => Buffer.from(text).toString('base64url')),
  ])('is refused by the name of its argument when it is %j', (text) => {
    expect(() => decodeCursor('before', text)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'before' } }),
    );
  });

  test('is never anything but read or refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(decodeCursor('after', text)).toHaveProperty('day');
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
        }
      }),
    );
  });
});

describe('a window', () => {
  test('lies within the stretch and is as large as asked or as the stretch allows', () => {
    const args = fc.oneof(
      sizes.map((first) => ({ first })),
      sizes.map((last) => ({ last })),
      fc.constant({}),
    );
    fc.assert(
      fc.property(args, stretches, (asked, stretch) => {
        const last = 'last' in asked ? asked.last : undefined;
        fc.pre(last === undefined || stretch.end !== undefined);
        const size = last ?? ('first' in asked ? asked.first : DEFAULT_FIRST);
        const { start, count } = windowOf(asked, stretch);
        const end = stretch.end ?? Number.POSITIVE_INFINITY;
        expect(count).toBe(Math.min(size, end - stretch.start));
        expect(start).toBeGreaterThanOrEqual(stretch.start);
        expect(start + count).toBeLessThanOrEqual(end);
        if (last === undefined) expect(start).toBe(stretch.start);
        else expect(start + count).toBe(end);
      }),
      { numRuns: 500 },
    );
  });

  test('is empty when the cursors leave nothing', () => {
    expect(windowOf({ first: 5 }, { start: 9, end: 3 }).count).toBe(0);
    expect(windowOf({ last: 5 }, { start: 9, end: 3 }).count).toBe(0);
  });

  test('takes null for an argument that was not given', () => {
    expect(windowOf({ first: null, last: null }, { start: 3, end: undefined })).toEqual({
      start: 3,
      count: DEFAULT_FIRST,
    });
  });

  test('is refused rather than clamped when its size is out of bounds', () => {
    fc.assert(
      fc.property(refusedSizes, fc.constantFrom('first', 'last'), stretches, (size, name, stretch) => {
        expect(() => windowOf({ [name]: size }, stretch)).toThrow(
          expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: name } }),
        );
      }),
    );
  });

  test('is refused when it is asked for from both ends', () => {
    fc.assert(
      fc.property(sizes, sizes, stretches, (first, last, stretch) => {
        expect(() => windowOf({ first, last }, stretch)).toThrow(GatewayError);
      }),
    );
  });

  test('is refused from the end of a list whose end is unknown', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (last, start) => {
        expect(() => windowOf({ last }, { start, end: undefined })).toThrow(RangeError);
      }),
    );
  });
});

describe('a global id', () => {
  test('reads back as the type and key that it was made of', () => {
    fc.assert(
      fc.property(fc.constantFrom('App', 'AppUsage', 'Member'), ids, (typename, id) => {
        expect(decodeGlobalId(encodeGlobalId(typename, id))).toEqual({ typename, id });
      }),
    );
  });

  test.each([
    '',
    'garbage',
    encodeGlobalId('App', ''),
    encodeGlobalId('Query', '1'),
    encodeGlobalId('', '1'),
  ])('is refused when it is %j', (globalId) => {
    expect(() => decodeGlobalId(globalId)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  test('of an AppUsage holds the day and the app', () => {
    fc.assert(
      fc.property(days, ids, (day, appId) => {
        expect(parseAppUsageKey(appUsageKey(day, appId))).toEqual({ day, appId });
      }),
    );
  });

  test.each(['', DAY, `${DAY}:`, `${DAY}-app`, '2026-02-30:app'])(
    'of an AppUsage is refused when its key is %j',
    (key) => {
      expect(() => parseAppUsageKey(key)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    },
  );
});

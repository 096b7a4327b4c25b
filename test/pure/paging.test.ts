import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { isId, MAX_ID_LENGTH } from '../../src/graphql/identity/checked-ids.ts';
import {
  type Cursor,
  type DayCursor,
  decodeDayCursor,
  decodeEntityCursor,
  type EntityCursor,
  encodeCursor,
  MAX_CURSOR_LENGTH,
  MAX_POSITION,
} from '../../src/graphql/paging/cursor.ts';
import { DEFAULT_FIRST, MAX_FIRST, pageSize, windowOf } from '../../src/graphql/paging/page-arguments.ts';
import { decodePlaceCursor, type PlaceCursor } from '../../src/graphql/paging/place-cursor.ts';
import { dayFromNumber } from '../../src/jodoo/statistics-day.ts';

const days = fc.integer({ min: 0, max: 47_481 }).map(dayFromNumber);
const lists = fc.constantFrom('app', 'member');
const ids = fc.string({ minLength: 1, maxLength: MAX_ID_LENGTH, unit: 'grapheme' }).filter(isId);
/** As the archive keeps them: whole characters, without U+0000. */
const names = fc.string({ maxLength: 200, unit: 'grapheme' });
const sizes = fc.integer({ min: 1, max: MAX_FIRST });
const refusedSizes = fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: MAX_FIRST + 1 }));
const stretches = fc
  .tuple(fc.nat({ max: 1_000 }), fc.option(fc.nat({ max: 1_000 }), { nil: undefined }))
  .map(([start, length]) => ({ start, end: length === undefined ? undefined : start + length }));

const dayCursors = fc.oneof(
  fc
    .record({ list: lists, day: days, position: fc.nat({ max: MAX_POSITION }) })
    .map((place): DayCursor => ({ kind: 'position', ...place })),
  fc.record({ list: lists, day: days, id: ids }).map((place): DayCursor => ({ kind: 'id', ...place })),
  fc
    .record({
      list: lists,
      day: days,
      order: fc.constantFrom('listed', 'data desc', 'name asc'),
      place: fc.record({ id: ids, value: fc.oneof(fc.maxSafeInteger(), names, fc.constant(null)) }),
    })
    .map((place): DayCursor => ({ kind: 'row', ...place })),
);
const entityCursors = fc
  .record({ list: lists, place: fc.record({ name: names, id: ids }) })
  .map((place): EntityCursor => ({ kind: 'entity', ...place }));

const placeCursors = fc
  .record({
    day: days,
    of: fc.constantFrom('changes since 2026-01-01 data percent asc', 'groups by creator key asc'),
    place: fc.record({
      id: fc.oneof(ids, fc.constant('')),
      value: fc.oneof(ids, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
    }),
  })
  .map((place): PlaceCursor => ({ kind: 'place', ...place }));

describe('a cursor', () => {
  test('of changes or groups reads back as its place, and no other text is one', () => {
    fc.assert(
      fc.property(placeCursors, (cursor) => {
        const read = decodePlaceCursor('after', encodeCursor(cursor));
        // JSON has no minus zero, and neither have the databases.
        expect(read).toEqual(JSON.parse(JSON.stringify(cursor)));
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), dayCursors.map(encodeCursor)), (text) => {
        expect(() => decodePlaceCursor('after', text)).toThrow(GatewayError);
      }),
    );
    for (const text of ['s:["x","2026-01-01",1e999,"a"]', 's:["x","2026-02-30",1,"a"]', 's:{}']) {
      expect(() => decodePlaceCursor('after', Buffer.from(text).toString('base64url'))).toThrow(GatewayError);
    }
  });

  test('reads back as the place that it was made of', () => {
    fc.assert(
      fc.property(dayCursors, (cursor) => {
        expect(decodeDayCursor(cursor.list, 'after', encodeCursor(cursor))).toEqual(cursor);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(entityCursors, (cursor) => {
        expect(decodeEntityCursor(cursor.list, 'after', encodeCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  test('of the longest name and id that the archive keeps is accepted', () => {
    const cursor: Cursor = {
      list: 'member',
      kind: 'entity',
      place: { name: '😀'.repeat(512), id: '统'.repeat(MAX_ID_LENGTH) },
    };
    expect(decodeEntityCursor('member', 'after', encodeCursor(cursor))).toEqual(cursor);
  });

  test.each(
    [
      '',
      'garbage',
      'p:2026-02-30:1',
      'p:2026-03-23:',
      'p:2026-03-23:-1',
      'p:2026-03-23:1.5',
      `p:2026-03-23:${MAX_POSITION + 1}`,
      'p:2026-03-23:999999999',
      'a:2026-03-23:',
      'a:2026-03-23: ',
      'a:2026-03-23:a\0',
      `a:2026-03-23:${'a'.repeat(MAX_ID_LENGTH + 1)}`,
      'x:2026-03-23:1',
      'mm:2026-03-23:1',
      'r:2026-03-23:[]',
      'r:2026-03-23:["data desc",9007199254740992,"a"]',
      'r:2026-03-23:["data desc",1.5,"a"]',
      'r:2026-03-23:["data desc",1e400,"a"]',
      'r:2026-03-23:["name asc","\\u0000","a"]',
      'r:2026-03-23:["name asc","\\ud800","a"]',
      'r:2026-03-23:["name asc","a","\\u0000"]',
      'r:2026-03-23:{',
      'p:1',
      'e:["a","b"]',
    ].map((text) => Buffer.from(text).toString('base64url')),
  )('is refused by the name of its argument when it is %j', (text) => {
    expect(() => decodeDayCursor('app', 'before', text)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'before' } }),
    );
  });

  test.each(
    ['', 'p:2026-03-23:1', 'e:["a"]', 'e:["a","b","c"]', 'e:["a",""]', 'e:["a\\u0000","b"]'].map((text) =>
      Buffer.from(text).toString('base64url'),
    ),
  )('among apps is refused when it is %j', (text) => {
    expect(() => decodeEntityCursor('app', 'before', text)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'before' } }),
    );
  });

  test('is refused by another list than its own, in words that name both', () => {
    fc.assert(
      fc.property(dayCursors, (cursor) => {
        const other = cursor.list === 'app' ? 'member' : 'app';
        expect(() => decodeDayCursor(other, 'after', encodeCursor(cursor))).toThrow(
          /list of (apps|members), not of (apps|members)/,
        );
      }),
    );
  });

  test('is refused unread when it is long, and is not echoed at length', () => {
    const long = encodeCursor({ list: 'app', kind: 'position', day: dayFromNumber(20_000), position: 1 });
    const text = long.padEnd(MAX_CURSOR_LENGTH + 1, 'A');
    expect(() => decodeDayCursor('app', 'after', text)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,300}$/) }),
    );
  });

  test('is never anything but read or refused', () => {
    const texts = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.constantFrom('p:', 'ma:', 'r:', 'e:', 'me:'),
          fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
        )
        .map(([kind, rest]) => Buffer.from(`${kind}2026-03-23:${rest}`).toString('base64url')),
    );
    fc.assert(
      fc.property(texts, lists, (text, list) => {
        for (const decode of [decodeDayCursor, decodeEntityCursor]) {
          try {
            expect(decode(list, 'after', text)).toHaveProperty('list', list);
          } catch (error) {
            expect(error).toBeInstanceOf(GatewayError);
          }
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
        const { start, count } = windowOf(pageSize(asked), stretch);
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
    expect(windowOf(pageSize({ first: 5 }), { start: 9, end: 3 }).count).toBe(0);
    expect(windowOf(pageSize({ last: 5 }), { start: 9, end: 3 }).count).toBe(0);
  });

  test('takes null for an argument that was not given', () => {
    expect(windowOf(pageSize({ first: null, last: null }), { start: 3, end: undefined })).toEqual({
      start: 3,
      count: DEFAULT_FIRST,
    });
  });

  test('is refused rather than clamped when its size is out of bounds', () => {
    fc.assert(
      fc.property(refusedSizes, fc.constantFrom('first', 'last'), (size, name) => {
        expect(() => pageSize({ [name]: size })).toThrow(
          expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: name } }),
        );
      }),
    );
  });

  test('is refused when it is asked for from both ends', () => {
    fc.assert(
      fc.property(sizes, sizes, (first, last) => {
        expect(() => pageSize({ first, last })).toThrow(GatewayError);
      }),
    );
  });

  test('is refused from the end of a list whose end is unknown', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (last, start) => {
        expect(() => windowOf(pageSize({ last }), { start, end: undefined })).toThrow(RangeError);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { checkedIds, isId, MAX_ID_LENGTH, MAX_IDS } from '../../src/graphql/identity/checked-ids.ts';
import {
  decodeGlobalId,
  encodeGlobalId,
  type NodeKey,
  readRepresentation,
  typenameOf,
} from '../../src/graphql/identity/node-key.ts';
import { dayFromNumber } from '../../src/jodoo/statistics-day.ts';

const ids = fc.string({ minLength: 1, maxLength: MAX_ID_LENGTH, unit: 'grapheme' }).filter(isId);
const keys: fc.Arbitrary<NodeKey> = fc.record({
  kind: fc.constantFrom('app', 'member'),
  id: ids,
  day: fc.option(fc.integer({ min: 0, max: 47_481 }).map(dayFromNumber)),
});
const refused = expect.objectContaining({ code: 'BAD_USER_INPUT' });
const globalId = (text: string) => Buffer.from(text).toString('base64url');

describe('a global id', () => {
  test('reads back as the node that it was made of', () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(decodeGlobalId(encodeGlobalId(key))).toEqual(key);
      }),
    );
  });

  test('of an app is the one that other subgraphs make', () => {
    expect(encodeGlobalId({ kind: 'app', id: '65f0', day: null })).toBe(globalId('App:65f0'));
  });

  test.each([
    '',
    'garbage',
    ...[
      'App:',
      'App: ',
      'App:a\0',
      `App:${'a'.repeat(MAX_ID_LENGTH + 1)}`,
      'Query:1',
      ':1',
      'AppUsage:2026-03-23',
      'AppUsage:2026-03-23:',
      'AppUsage:2026-03-23-app',
      'AppUsage:2026-02-30:app',
      'MemberUsage:m1',
    ].map(globalId),
  ])('is refused when it is %j', (text) => {
    expect(() => decodeGlobalId(text)).toThrow(refused);
  });

  test('of 65 kB is refused, and is not echoed at length', () => {
    expect(() => decodeGlobalId(globalId(`App:${'a'.repeat(65_000)}`))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,300}$/) }),
    );
  });
});

describe('a representation', () => {
  test('names the same node as its key fields', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const { kind, id, day } = key;
        const fields = { [kind === 'app' ? 'appId' : 'memberId']: id, ...(day && { date: day }) };
        expect(readRepresentation({ __typename: typenameOf(key), ...fields })).toEqual(key);
      }),
    );
  });

  test('is read or refused in words, whatever it is', () => {
    const representations = fc.oneof(
      fc.anything(),
      fc.record({
        __typename: fc.constantFrom('App', 'AppUsage', 'Member', 'MemberUsage', '__proto__', 5),
        appId: fc.anything(),
        memberId: fc.anything(),
        date: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(representations, (representation) => {
        try {
          expect(isId(readRepresentation(representation).id)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
        }
      }),
    );
  });
});

describe('ids of an argument', () => {
  test('are each kept once, in their order', () => {
    expect(checkedIds('appIds', ['b', 'a', 'b'])).toEqual(['b', 'a']);
  });

  test.each([
    ['an empty one', ''],
    ['a blank one', '  '],
    ['one with U+0000, which PostgreSQL refuses', 'a\0'],
    ['one with half a character', 'a\ud800'],
    ['one that is too long', 'a'.repeat(MAX_ID_LENGTH + 1)],
  ])('are refused for %s', (_what, id) => {
    expect(() => checkedIds('appIds', ['a', id])).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'appIds' } }),
    );
  });

  test('are refused for their number before any is looked at', () => {
    const many = Array.from({ length: MAX_IDS + 1 }, () => '');
    expect(() => checkedIds('memberIds', many)).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_IDS', details: { maxIds: MAX_IDS, given: MAX_IDS + 1 } }),
    );
  });
});

import { expect, test } from 'vitest';
import { createDoorkeeper } from '../../src/server/doorkeeper.ts';

test('a key is known when it comes again, and others are not', () => {
  const { knows } = createDoorkeeper();
  const keys = Array.from({ length: 1_000 }, (_, n) => `{"variables":{"nonce":${n}}}`);
  expect(keys.filter(knows)).toEqual([]);
  // A few were pushed out by others.
  expect(keys.filter(knows).length).toBeGreaterThan(950);
});

test('long keys that differ are two', () => {
  const { knows } = createDoorkeeper();
  const long = 'x'.repeat(1_000_000);
  expect([knows(long), knows(`${long}${long}`), knows(long)]).toEqual([false, false, true]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotable, redacted } from '../../src/jodoo/redacted.ts';

const SECRET = 'k3y/with+signs=';

describe('redacted', () => {
  test.each([
    ['a secret', `key ${SECRET}!`, 'key [redacted]!'],
    ['a secret in a URL', `?key=${encodeURIComponent(SECRET)}`, '?key=[redacted]'],
    ['a password', 'at postgres://me:pa@ss@db:5432/usage', 'at postgres://[redacted]@db:5432/usage'],
    [
      'a query',
      '"https://api.example.com/x?token=1" failed',
      '"https://api.example.com/x?[redacted]" failed',
    ],
    ['a bearer token', 'Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
    [
      'nothing else',
      'mail me@example.com, what? https://example.com/',
      'mail me@example.com, what? https://example.com/',
    ],
  ])('hides %s', (_what, text, shown) => {
    expect(redacted(text, [SECRET])).toBe(shown);
  });

  test('hides no ordinary word because a secret is short', () => {
    expect(redacted('an apple', ['', 'a'])).toBe('an apple');
  });
});

describe('quotable', () => {
  test('hides a secret that control characters interrupt, or that lies where the text is cut', () => {
    const hidden = `${SECRET.slice(0, 4)}\u0000\u200b${SECRET.slice(4)}`;
    expect(quotable(hidden, [SECRET])).toBe('[redacted]');
    expect(quotable(`${'x'.repeat(195)}${SECRET}`, [SECRET])).not.toContain(SECRET.slice(0, 4));
  });

  test('is one short line of whole characters, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 600 }),
        fc.integer({ min: 1, max: 200 }),
        (text, longest) => {
          const shown = quotable(text, [], longest);
          expect([...shown].length).toBeLessThanOrEqual(longest + 1);
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\n]/u);
        },
      ),
    );
  });
});

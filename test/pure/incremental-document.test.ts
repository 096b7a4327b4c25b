import { parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { isIncremental, withoutIncrementalDirectives } from '../../src/graphql/incremental-document.ts';
import { acceptsParts } from '../../src/server/accepts-parts.ts';

test.each([
  ['{ apps { nodes @stream { name } } }', '{ apps { nodes { name } } }'],
  [
    '{ ... @defer(if: false) { a } ...F @defer } fragment F on Query { b @include(if: true) }',
    '{ ... { a } ...F } fragment F on Query { b @include(if: true) }',
  ],
  ['query A { a } query B { b @stream(initialCount: 2) }', 'query A { a } query B { b }'],
])('%s is incremental, and becomes %s', (text, whole) => {
  const document = parse(text);
  expect(isIncremental(document)).toBe(true);
  expect(print(withoutIncrementalDirectives(document))).toBe(print(parse(whole)));
  // One object, so that what is known of it is known the next time.
  expect(withoutIncrementalDirectives(document)).toBe(withoutIncrementalDirectives(document));
  expect(isIncremental(withoutIncrementalDirectives(document))).toBe(false);
});

test.each(['{ stream defer }', '{ a @include(if: true) }', '{ a(name: "@defer @stream") }'])(
  '%s is not incremental, and stays the same object',
  (text) => {
    const document = parse(text);
    expect(isIncremental(document)).toBe(false);
    expect(withoutIncrementalDirectives(document)).toBe(document);
  },
);

test.each<[string | undefined, boolean]>([
  [undefined, true],
  ['*/*', true],
  ['multipart/mixed;deferSpec=20220824, application/json', true],
  ['application/json, TEXT/EVENT-STREAM;q=0.5', true],
  ['application/json', false],
  ['application/graphql-response+json, application/json;q=0.9', false],
  ['application/json, multipart/mixed;q=0', false],
  ['', false],
])('a client with Accept %s reads parts: %s', (accept, reads) => {
  expect(acceptsParts(accept)).toBe(reads);
});

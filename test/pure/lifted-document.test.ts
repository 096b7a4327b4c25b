import { buildSchema, parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { scanDocument } from '../../src/server/query/document-scan.ts';
import { liftLiterals } from '../../src/server/query/lifted-document.ts';

const schema = buildSchema(`
  scalar Any
  input Filter { least: Int!, names: [String!] }
  type Query { rows(first: Int, id: ID, ids: [ID!], filter: Filter, any: Any, share: Float): String }`);

function lifted(text: string, other = text) {
  const scan = scanDocument(text);
  const found = liftLiterals(schema, parse(text), scan.literals);
  const same = scanDocument(other).shape === scan.shape;
  return {
    printed: found && print(found.document),
    values: found?.valuesOf(scanDocument(other).literals),
    same,
  };
}

test('literals of arguments become variables of their places’ types', () => {
  const { printed, values } = lifted(
    '{ rows(first: 5, id: 7, ids: ["a", 12], filter: { least: -1, names: "n" }) }',
  );
  expect(
    printed,
  ).toBe(`query ($literal_0: Int, $literal_1: ID, $literal_2: ID!, $literal_3: ID!, $literal_4: Int!, $literal_5: [String!]) {
  rows(
    first: $literal_0
    id: $literal_1
    ids: [$literal_2, $literal_3]
    filter: {least: $literal_4, names: $literal_5}
  )
}`);
  expect(values).toEqual({
    literal_0: 5,
    literal_1: '7',
    literal_2: 'a',
    literal_3: '12',
    literal_4: -1,
    literal_5: 'n',
  });
});

test('an id that is written as a number keeps all its digits', () => {
  expect(lifted('{ rows(id: 12345678901234567890) }').values).toEqual({ literal_0: '12345678901234567890' });
});

test.each([
  ['{ rows(first: 5) }', 'query Other { # a comment\n rows ( first : 6 , ) }', false],
  ['query A { rows(first: 5) }', 'query B { rows(first: 6) }', true],
  ['{ rows(first: 5) }', '{ rows(first: 6) }', true],
  ['{ rows(id: "a b") }', '{ rows(id: "\\u0061") }', true],
  ['{ rows(first: 5) }', '{ rows(first: 5.0) }', false],
  ['{ rows(id: "5") }', '{ rows(id: 5) }', false],
  ['{ rows(id: "5") }', '{ rows(id: """5""") }', false],
  ['{ rows(first: 5) }', '{ rows(first: null) }', false],
  ['{ rows }', '{ a: rows }', false],
  ['{ a: rows }', '{ b: rows }', false],
  ['{ rows(ids: ["a"]) }', '{ rows(ids: ["a", "b"]) }', false],
  ['query A { ...F } fragment F on Query { rows }', 'query B { ...F } fragment F on Query { rows }', true],
  [
    'query A { ...query } fragment query on Query { rows }',
    'query A { ...query } fragment query of Query { rows }',
    false,
  ],
])('%s and %s: one shape is %s', (text, other, same) => {
  expect(lifted(text, other).same).toBe(same);
});

test('what is no argument’s value stays as it is, and has to be the same', () => {
  const text = (n: number) =>
    `query ($n: Int = ${n}) { rows(first: $n, any: { deep: 1 }) @include(if: true) }`;
  expect(lifted(text(3)).values).toEqual({});
  expect(lifted(text(3), text(4))).toMatchObject({ same: true, values: undefined });
});

test.each([
  ['several operations', 'query A { rows(first: 1) } query B { rows(first: 2) }'],
  ['a variable of the same name', 'query ($literal_0: Int) { rows(first: $literal_0, id: 3) }'],
  ['very many literals', `{ rows(ids: [${Array.from({ length: 51 }, (_, n) => n).join(', ')}]) }`],
])('a document with %s is not shared', (_what, text) => {
  expect(lifted(text).printed).toBeUndefined();
});

import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { everyRootFieldIsProven } from '../../src/graphql/lasting-fields.ts';
import { buildSchema } from '../../src/graphql/schema.ts';

const schema = buildSchema();
const isProven = (source: string, operationName?: string) =>
  everyRootFieldIsProven(parse(source), operationName, schema);

test.each([
  '{ appUsage { date } memberUsage { date } }',
  '{ __typename a: organizationUsage { date } ...F ... { ...F } } fragment F on Query { usageTotals(from: "2026-01-01", to: "2026-01-02") { missingDates } }',
  '{ node(id: "a") { id } nodes(ids: []) { id } }',
  'query A { appUsage { date } } query B { gateway { latestDate } }',
])('an operation whose fields all read through the operation is proven: %s', (source) => {
  expect(isProven(source, source.includes('query A') ? 'A' : undefined)).toBe(true);
});

test.each([
  ['the state of the gateway', '{ appUsage { date } gateway { latestDate } }'],
  ['the schema itself', '{ appUsage { date } __schema { queryType { name } } }'],
  ['a type of the schema', '{ appUsage { date } ... { __type(name: "App") { name } } }'],
  [
    'the subgraph in a fragment',
    '{ ...F } fragment F on Query { ...G } fragment G on Query { _service { sdl } }',
  ],
  [
    'a field that may be skipped',
    'query ($x: Boolean!) { appUsage { date } gateway @skip(if: $x) { latestDate } }',
  ],
  ['a field that does not exist', '{ appUsage { date } unknown }'],
  ['a mutation', 'mutation { appUsage { date } }'],
])('an operation with %s is not', (_what, source) => {
  expect(isProven(source)).toBe(false);
});

test('an operation that is not in the document, or is not named among several, is not', () => {
  expect(isProven('query A { appUsage { date } }', 'B')).toBe(false);
  expect(isProven('query A { appUsage { date } } query B { appUsage { date } }')).toBe(false);
});

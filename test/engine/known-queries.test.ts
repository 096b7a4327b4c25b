import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { createKnownQueries } from '../../src/server/engine/known-queries.ts';
import type { OperationPlan } from '../../src/server/engine/plan.ts';
import { createPlanStore } from '../../src/server/engine/plan-store.ts';
import { createCheckedDocuments } from '../../src/server/query/checked-documents.ts';
import { createKnownEstimates } from '../../src/server/query/known-estimates.ts';
import { DEFAULT_QUERY_LIMITS } from '../../src/server/query/query-limits.ts';

const schema = buildSchema();

function knownQueries() {
  const documents = createCheckedDocuments();
  const estimates = createKnownEstimates(schema);
  return createKnownQueries({ schema, limits: DEFAULT_QUERY_LIMITS, documents, estimates });
}

test.each([
  [
    '{ app(appId: "A") { appId } app(appId: "A") { name } }',
    '{ app(appId: "A") { appId } app(appId: "B") { name } }',
  ],
  [
    '{ ...F ...G } fragment F on Query { a: nodes(ids: ["1"]) { id } } fragment G on Query { a: nodes(ids: ["1"]) { __typename } }',
    '{ ...F ...G } fragment F on Query { a: nodes(ids: ["1"]) { id } } fragment G on Query { a: nodes(ids: ["2"]) { __typename } }',
  ],
])('a field that is written twice is one only where its arguments are equal: %s', (equal, different) => {
  const { find } = knownQueries();
  expect(find({ query: equal, variables: {} })).toBeDefined();
  expect(find({ query: different, variables: {} })).toBeUndefined();
  expect(find({ query: equal, variables: {} })).toBeDefined();
});

test('a document that does not fit the schema is refused with the errors of graphql-js, in their order', () => {
  const documents = createCheckedDocuments();
  const estimates = createKnownEstimates(schema);
  const { find } = createKnownQueries({ schema, limits: DEFAULT_QUERY_LIMITS, documents, estimates });
  const query = 'query ($unused: Nothing) { appUsage(first: "x", nothing: 1) { date none } ...Missing }';
  expect(find({ query, variables: {} })).toBeUndefined();
  const problems = documents.takeRefused(query)?.problems.map((problem) => problem.toJSON());
  expect(problems).toEqual(validate(schema, parse(query)).map((error) => error.toJSON()));
  expect(problems).toHaveLength(6);
});

test('the limit of fields counts variables of every name', () => {
  const fields = 'id appId date appName createdAt lastEditAt lastVisitAt settled: date a: id b: id';
  const query = (name: string) =>
    `query ($${name}: Int) { ${Array.from({ length: 45 }, (_, n) => `r${n}: appUsage(first: $${name}) { nodes { ${fields} } }`).join(' ')} }`;
  for (const name of ['n', '__proto__', 'constructor']) {
    const { find } = knownQueries();
    const asked = (count: number) => ({ query: query(name), variables: JSON.parse(`{"${name}": ${count}}`) });
    expect(find(asked(1)), name).toBeDefined();
    expect(find(asked(100)), name).toBeUndefined();
  }
});

test('a document of several operations is executed by name', () => {
  const { find } = knownQueries();
  const query = 'query A { __typename } query B { __typename }';
  expect(find({ query, variables: {}, operationName: 'B' })?.operationName).toBe('B');
  for (const operationName of ['C', '', undefined]) {
    expect(find({ query, variables: {}, operationName })).toBeUndefined();
  }
});

test('plans are held by their store alone, which is bounded by their fields', () => {
  const plans = createPlanStore(1_000_000);
  const plan = {} as OperationPlan;
  const keys = Array.from({ length: 100 }, () => ({ fields: 99 }));
  for (const key of keys) plans.keep(key, plan);
  expect(keys.filter((key) => plans.get(key) !== undefined).length).toBeLessThan(10);
  expect(plans.get(keys.at(-1) ?? { fields: 0 })).toBe(plan);
});

import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { askedQuery } from '../../src/graphiql/asked-query.ts';
import { pricedQuery } from '../../src/graphiql/priced-query.ts';
import { buildSchema } from '../../src/graphql/schema.ts';

const squeezed = (text: string | undefined) => text?.replaceAll(/\s+/g, ' ').trim();

test('a query is priced by one more field of the operation that runs, and of no other', () => {
  const document = parse('query A { node(id: "a") { id } } query B { nodes(ids: []) { id } }');
  const price = 'priceOfThis: gateway(dryRun: true) { cost { calls expectedMs } }';
  expect(squeezed(pricedQuery(document, 'B'))).toBe(
    `query A { node(id: "a") { id } } query B { nodes(ids: []) { id } ${price} }`,
  );
  expect(squeezed(pricedQuery(document))).toContain(`query A { node(id: "a") { id } ${price} }`);
});

test('what has no price is not priced', () => {
  expect(pricedQuery(parse('subscription { gateway { latestDate } }'))).toBeUndefined();
  expect(pricedQuery(parse('{ gateway(dryRun: true) { cost { calls } } }'))).toBeUndefined();
  expect(pricedQuery(parse('query A { node(id: "a") { id } }'), 'B')).toBeUndefined();
});

test('an address opens what it names, and nothing where it names nothing', () => {
  expect(askedQuery('?query=%7B%20a%20%7D&variables=%7B%22b%22%3A1%7D')).toEqual({
    query: '{ a }',
    variables: '{"b":1}',
  });
  expect(askedQuery('?query=&tab=2')).toEqual({});
});

test("the schema's description introduces it, whatever was done to the schema since", () => {
  expect(buildSchema().description).toMatch(/^Usage of one Jodoo organization/);
});

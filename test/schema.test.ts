import { readFileSync } from 'node:fs';
import { buildSchema as buildPlainSchema } from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema, printedSchema, printedSubgraph } from '../src/graphql/schema.ts';

test.each([
  ['schema.graphql', printedSchema],
  ['docs/subgraph.graphql', printedSubgraph],
])('%s is what the code says (else: npm run schema)', async (path, printed) => {
  expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(await printed());
});

test("the clients' schema is plain: graphql-js builds it, and it differs from the executed one in federation only", async () => {
  const plain = buildPlainSchema(await printedSchema());
  const ours = buildSchema();
  for (const type of Object.values(ours.getTypeMap())) {
    if (FEDERATION.includes(type.name)) expect(plain.getType(type.name)).toBeUndefined();
    else expect(plain.getType(type.name)?.description).toBe(type.description);
  }
  const fields = Object.keys(ours.getQueryType()?.getFields() ?? {});
  expect(Object.keys(plain.getQueryType()?.getFields() ?? {}).toSorted()).toEqual(
    fields.filter((name) => !FEDERATION.includes(`Query.${name}`)).toSorted(),
  );
});

/** Those of federation describe themselves in its specification. */
const FEDERATION = ['_Any', '_Entity', '_Service', 'Query._entities', 'Query._service'];

test('every type, field, argument and enum value of ours is described', () => {
  const undescribed: string[] = [];
  for (const type of Object.values(buildSchema().getTypeMap())) {
    if (type.name.startsWith('__') || ['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name))
      continue;
    if (!type.description) undescribed.push(type.name);
    for (const value of 'getValues' in type ? type.getValues() : []) {
      if (!value.description) undescribed.push(`${type.name}.${value.name}`);
    }
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) undescribed.push(`${type.name}.${field.name}`);
      for (const arg of 'args' in field ? field.args : []) {
        if (!arg.description) undescribed.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
  }
  const ours = undescribed.filter((name) => !FEDERATION.some((known) => name.startsWith(known)));
  expect(ours).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildSchema, printedSchema } from '../src/graphql/schema.ts';

test('schema.graphql is what the code says (else: npm run schema)', () => {
  expect(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8')).toBe(printedSchema());
});

/** Those of federation describe themselves in its specification. */
const FEDERATION = ['_Any', '_Entity', '_Service', 'Query._entities', 'Query._service'];

test('every type, field and argument of ours is described', () => {
  const undescribed: string[] = [];
  for (const type of Object.values(buildSchema().getTypeMap())) {
    if (type.name.startsWith('__') || ['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name))
      continue;
    if (!type.description) undescribed.push(type.name);
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

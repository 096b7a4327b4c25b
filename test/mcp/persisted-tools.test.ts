import { GraphQLScalarType, isSpecifiedScalarType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { SCALAR_SCHEMAS } from '../../src/mcp/json-schema.ts';
import { operationTools } from '../../src/mcp/operation-tools.ts';

const schema = buildSchema();

function toolsOf(documents: Readonly<Record<string, string>>) {
  return operationTools(schema, new Map(Object.entries(documents)));
}

function toolOf(document: string, id = 'the-id') {
  const [tool, ...others] = toolsOf({ [id]: document }).tools.values();
  expect(others).toEqual([]);
  return tool;
}

describe('a tool of a persisted query', () => {
  test('is named after it, and described by the comment above it', () => {
    const document = `
      # Not this: a line is between.

      # How large apps are.
      #   Second line.
      query Sizes { appUsage { date } }`;
    expect(toolOf(document)).toMatchObject({
      name: 'Sizes',
      description: 'How large apps are.\nSecond line.',
    });
  });

  test('is described by its description, where it has one', () => {
    expect(
      toolOf('"Sizes of apps" query Sizes("Which day" $d: Date) { appUsage(date: $d) { date } }'),
    ).toMatchObject({
      description: 'Sizes of apps',
      inputSchema: { properties: { d: { description: expect.stringMatching(/^Which day\n/) } } },
    });
  });

  test('without a name or a comment it has those of its id and its fields', () => {
    const tool = toolOf('{ organizationUsage { date } }', 'the id/of it');
    expect(tool?.name).toBe('the_id_of_it');
    expect(tool?.description).toContain('Usage of the whole organization on one day.');
  });

  test('takes its variables: typed, described by comment or by the argument they are for, required or not', () => {
    const tool = toolOf(`query Apps(
      # How many
      $first: Int! = 5 # not of the next
      $date: Date!
      $ids: [ID!]
      $least: Count
      $by: ChangeMeasure
    ) {
      appUsage(first: $first, date: $date, appIds: $ids, filter: { metrics: [{ metric: DATA, min: $least }] }) { date }
      appUsageChanges(from: $date, to: $date, orderBy: { metric: DATA, by: $by }) { totalCount }
    }`);
    expect(tool?.inputSchema).toEqual({
      type: 'object',
      properties: {
        first: { type: 'integer', description: 'How many', default: 5 },
        date: {
          type: 'string',
          pattern: '^\\d{4}-\\d{2}-\\d{2}$',
          description: expect.stringMatching(/^Which day\..*\nA calendar day as Jodoo counts it/s),
        },
        ids: {
          type: 'array',
          items: { type: 'string' },
          description: expect.stringContaining('at most 1000'),
        },
        least: { type: 'integer', minimum: 0, description: expect.stringContaining('2^53-1') },
        by: {
          type: 'string',
          enum: ['ABSOLUTE', 'PERCENT'],
          description: expect.stringContaining('ABSOLUTE: By the difference'),
        },
      },
      required: ['date'],
      additionalProperties: false,
    });
  });

  test('takes input objects with their fields', () => {
    const tool = toolOf(
      'query A($f: AppUsageFilter, $o: AppUsageOrder) { appUsage(filter: $f, orderBy: $o) { date } }',
    );
    const { f, o } = tool?.inputSchema.properties ?? {};
    expect(f).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        neverVisited: { type: 'boolean' },
        metrics: { type: 'array', items: { required: ['metric'] } },
      },
    });
    expect(o).toMatchObject({
      required: ['by'],
      properties: { direction: { enum: ['ASC', 'DESC'], default: 'DESC' } },
    });
  });

  test('is one for each query of a document, with the fragments that it needs', () => {
    const { tools } = toolsOf({
      doc: `query A { appUsage { ...F } } query B { organizationUsage { date } } subscription C { gateway { latestDate } }
        fragment F on AppUsageConnection { date }`,
    });
    expect([...tools.keys()]).toEqual(['A', 'B']);
    expect(tools.get('A')?.query).toContain('fragment F');
    expect(tools.get('B')?.query).not.toContain('fragment F');
  });

  test('is the last one of its name', () => {
    const { tools } = toolsOf({
      v1: 'query A { appUsage { date } }',
      v2: 'query A { memberUsage { date } }',
    });
    expect(tools.size).toBe(1);
    expect(tools.get('A')?.query).toContain('memberUsage');
  });

  test('is none where the schema has changed under it, and that is told', () => {
    const { tools, problems } = toolsOf({ old: '{ gone }', good: 'query A { appUsage { date } }' });
    expect([...tools.keys()]).toEqual(['A']);
    expect(problems).toEqual([{ id: 'old', message: expect.stringContaining('gone') }]);
  });
});

test('every scalar of the schema has a JSON schema', () => {
  const scalars = Object.values(schema.getTypeMap()).filter((type) => type instanceof GraphQLScalarType);
  const names = scalars.filter((type) => !isSpecifiedScalarType(type)).map(({ name }) => name);
  const asked = names.filter((name) => !name.startsWith('_') && !name.includes('__'));
  expect(Object.keys(SCALAR_SCHEMAS)).toEqual(expect.arrayContaining(asked));
  expect(asked).toEqual(expect.arrayContaining(['Count', 'Date', 'DateTime', 'SignedCount']));
});

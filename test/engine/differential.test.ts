import fc from 'fast-check';
import { type ExecutionResult, execute, GraphQLError, getOperationAST, parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { encodeGlobalId } from '../../src/graphql/identity/node-key.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { prepareOperation } from '../../src/server/engine/prepared-operation.ts';
import { createRowTexts } from '../../src/server/engine/row-texts.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { drawing, type QuerySource, type RandomQuery, randomQuery } from './random-query.ts';

const DAYS = ['2026-11-19', '2026-11-20'].map(statisticsDay);
const ROOT_FIELDS =
  'node nodes app member apps members appUsage memberUsage organizationUsage usageTotals organizationSeries appUsageChanges appUsageGroups _entities';
const RUNS = 1_200;
const RUNS_OVER_HTTP = 100;
const NEVER = new AbortController().signal;

const schema = buildSchema();
/** Few enough that they are forgotten now and then. */
const texts = createRowTexts(100_000);
let gateway: TestGateway;
let source: QuerySource;

beforeAll(async () => {
  gateway = await startTestGateway({ intervalMs: 1, organization: { apps: 30 } });
  for (const date of DAYS) {
    const answer = await gateway.query(
      `query ($date: Date!) {
        a: appUsage(date: $date) { totals { app } }
        m: memberUsage(date: $date) { totals { app } }
        organizationUsage(date: $date) { date }
      }`,
      { date },
    );
    expect(answer.errors).toBeUndefined();
  }
  source = await sourceOf(gateway);
});
afterAll(() => gateway.close());

async function sourceOf({ query }: TestGateway): Promise<QuerySource> {
  const { data } = await query(
    `{ appUsage(date: "${DAYS[0]}", first: 5) { edges { cursor node { id appId creator { id memberId } } } } }`,
  );
  const edges = data.appUsage.edges.flatMap((edge) => edge ?? []);
  const appIds = edges.map(({ node }) => node.appId);
  const usages = DAYS.map((day) => encodeGlobalId({ kind: 'app', id: appIds[0] ?? '', day }));
  return {
    schema,
    rootFields: ROOT_FIELDS.split(' '),
    scalars: {
      ID: [...appIds, ...edges.map(({ node }) => node.creator.id), ...usages, 'unknown', ''],
      Date: [...DAYS, ...DAYS, ...DAYS, '1999-01-01', '2026-02-31', 7],
      Int: [-1, 1, 2, 3, 20, 101],
      Float: [0, 0.5],
      Count: [0, 3, -1],
      Boolean: [false],
      String: [...edges.map(({ cursor }) => cursor), 'no cursor', '', '\u2028"\\`'],
      DateTime: ['2026-05-06T12:00:00+08:00', 'noon'],
      _Any: [...appIds.map((appId) => ({ __typename: 'App', appId })), { __typename: 'Nothing' }],
    },
  };
}

test('the engine answers as graphql-js does: data, errors, paths, places and codes', async () => {
  const counted = { executed: 0, failed: 0, conditional: 0 };
  await fc.assert(
    fc.asyncProperty(drawing(), async (draw) => {
      const query = randomQuery(source, draw);
      const document = parse(query.text);
      if (validate(schema, document).length > 0) return;
      const args = () => ({
        document,
        variableValues: query.variables,
        contextValue: gateway.openContext(NEVER),
      });
      // What was not known is fetched now, so that both find the same.
      await execute({ schema, ...args() });
      const plain = await execute({ schema, ...args() });
      const operation = getOperationAST(document);
      const prepared = operation ? prepareOperation(schema, document, operation) : undefined;
      const run = () => prepared?.bind(query.variables)?.run({ ...args(), signal: NEVER, texts });
      const first = await run();
      const second = await run();
      if (first === undefined || second === undefined) return;
      counted.executed += 1;
      if (plain.errors) counted.failed += 1;
      if (/@skip|@include/.test(query.text)) counted.conditional += 1;
      for (const { data, errors } of [first, second]) {
        const result = { data: JSON.parse(data), errors };
        expect(comparable(result), described(query)).toEqual(comparable(plain));
      }
    }),
    { numRuns: RUNS, seed: 12, endOnFailure: true },
  );
  // The comparison means something.
  expect(counted.executed).toBeGreaterThan(RUNS / 2);
  expect(counted.failed).toBeGreaterThan(RUNS / 20);
  expect(counted.conditional).toBeGreaterThan(RUNS / 20);
}, 60_000);

test('the second and third answer over HTTP, compiled or kept, are the first', async () => {
  await fc.assert(
    fc.asyncProperty(drawing(), async (draw) => {
      const { text, variables } = randomQuery(source, draw);
      await gateway.query(text, variables);
      const answers = [];
      // The comment makes a document of its own, so that the first is new to the server.
      for (let time = 0; time < 3; time += 1) answers.push(await gateway.query(`${text} #`, variables));
      const [first, ...later] = answers.map(({ status, data, errors }) => ({
        status,
        data: JSON.stringify(data),
        errors: sorted(
          errors?.map(
            ({ message, path = [], extensions }) => nullAbove(data, path) ?? { message, path, extensions },
          ),
        ),
      }));
      for (const answer of later) expect(answer, text).toEqual(first);
    }),
    { numRuns: RUNS_OVER_HTTP, seed: 13, endOnFailure: true },
  );
}, 60_000);

/**
 * Two differences are right by the specification. Errors are compared in the order of their paths: graphql-jit puts those
 * of nullable fields first, and no order is asked for. And where a field may not be null but fails, graphql-js stops at
 * once, while graphql-jit goes on with the fields beside it, all of which become one null: how many of their errors are
 * told is left open, so that only the null and that it has an error are compared.
 */
function comparable({ data, errors = [] }: ExecutionResult) {
  return {
    data: JSON.stringify(data),
    errors: errors.map((error) => ({ message: error.message, path: error.path, locations: error.locations, code: codeOf(error) })),
  };
}

/** The way to the null that an error has made of something above its own field. */
function nullAbove(data: unknown, path: readonly (string | number)[]): string | undefined {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return JSON.stringify(path.slice(0, depth));
    value = new Map<string, unknown>(Object.entries(Object(value))).get(String(key));
  }
  return undefined;
}

function codeOf(error: unknown): unknown {
  if (error instanceof GatewayError) return error.code;
  return error instanceof GraphQLError && error.originalError
    ? codeOf(error.originalError)
    : (error instanceof GraphQLError && error.extensions.code) || undefined;
}

function sorted(errors: readonly unknown[] = []): string[] {
  return [...new Set(errors.map((error) => JSON.stringify(error)))].sort();
}

function described({ text, variables }: RandomQuery): string {
  return `${text}\n${JSON.stringify(variables)}`;
}

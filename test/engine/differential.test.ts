import fc from 'fast-check';
import {
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  Kind,
  parse,
  TokenKind,
  validate,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { encodeGlobalId } from '../../src/graphql/identity/node-key.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createKnownQueries } from '../../src/server/engine/known-queries.ts';
import { createPlanStore } from '../../src/server/engine/plan-store.ts';
import { prepareOperation } from '../../src/server/engine/prepared-operation.ts';
import { createRowTexts } from '../../src/server/engine/row-texts.ts';
import { createCheckedDocuments } from '../../src/server/query/checked-documents.ts';
import { scanDocument } from '../../src/server/query/document-scan.ts';
import { createKnownEstimates } from '../../src/server/query/known-estimates.ts';
import { DEFAULT_QUERY_LIMITS } from '../../src/server/query/query-limits.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { neverAborted } from '../support/never-aborted.ts';
import { drawing, type QuerySource, type RandomQuery, randomQuery } from './random-query.ts';

const DAYS = ['2026-11-19', '2026-11-20'].map(statisticsDay);
const ROOT_FIELDS =
  'node nodes app member apps members appUsage memberUsage organizationUsage usageTotals organizationSeries appUsageChanges appUsageGroups _entities';
const RUNS = 800;
const RUNS_OVER_HTTP = 100;

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
/**
 * graphql-js, which we compare with, leaves rejections to nobody where a later item of a list fails at once. The engine
 * must leave none.
 */
const strays: unknown[] = [];
const others = process.listeners('unhandledRejection');
const hear = (reason: unknown) => strays.push(reason);
beforeAll(() => {
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
});
afterAll(async () => {
  await gateway.close();
  process.off('unhandledRejection', hear);
  for (const other of others) process.on('unhandledRejection', other);
  const ours = strays.filter((reason) => reason instanceof Error && /run-plan/.test(reason.stack ?? ''));
  expect(ours).toEqual([]);
});

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
        contextValue: gateway.openContext(neverAborted()),
      });
      // What was not known is fetched now, so that both find the same.
      await execute({ schema, ...args() });
      const plain = await execute({ schema, ...args() });
      const operation = getOperationAST(document);
      const prepared = operation
        ? prepareOperation(schema, document, operation, createPlanStore(1_000_000))
        : undefined;
      const run = () => prepared?.bind(query.variables)?.run({ ...args(), signal: neverAborted, texts });
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
});

test('a query whose shape is known is answered as if it were new', async () => {
  const estimates = createKnownEstimates(schema);
  const known = createKnownQueries({
    schema,
    limits: { ...DEFAULT_QUERY_LIMITS, maxFields: 1_000_000 },
    documents: createCheckedDocuments(),
    estimates,
  });
  const counted = { shared: 0, failed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(drawing(), async (draw) => {
      const query = randomQuery(source, draw);
      const { variables } = query;
      const first = known.find({ query: query.text, variables });
      const text = withOtherLiterals(query.text, draw);
      const found = known.find({ query: text, variables });
      const document = parse(text);
      const problems = validate(schema, document);
      if (problems.length > 0) {
        counted.refused += 1;
        expect(found, text).toBeUndefined();
        return;
      }
      const args = () => ({
        document,
        variableValues: variables,
        contextValue: gateway.openContext(neverAborted()),
      });
      await execute({ schema, ...args() });
      const plain = await execute({ schema, ...args() });
      const result = await found?.bound.run({ ...args(), signal: neverAborted, texts });
      if (found === undefined || result === undefined) return;
      if (first !== undefined) counted.shared += 1;
      if (result.errors.length > 0) counted.failed += 1;
      expect(found.operationName).toBe(
        document.definitions[0]?.kind === Kind.OPERATION_DEFINITION ? 'Other' : '',
      );
      const errors = result.errors.map(found.located);
      expect(comparable({ data: JSON.parse(result.data), errors }), `${query.text}\n${text}`).toEqual(
        comparable(plain),
      );
    }),
    { numRuns: RUNS, seed: 14, endOnFailure: true },
  );
  expect(counted.shared).toBeGreaterThan(RUNS / 4);
  expect(counted.failed).toBeGreaterThan(RUNS / 20);
  expect(counted.refused).toBeGreaterThan(RUNS / 40);
});

/** The same document as another client might write it: other numbers and strings, another name, a line more. */
function withOtherLiterals(text: string, draw: (below: number) => number): string {
  const pick = (values: readonly unknown[] = []) => JSON.stringify(values[draw(values.length)]);
  const { ID, Date: days, Int, String: strings } = source.scalars;
  let other = text.replace('query Q', '# another\nquery Other');
  for (const { text: literal, start, kind } of [...scanDocument(other).literals].reverse()) {
    if (draw(2) === 0) continue;
    const end = start + (kind === TokenKind.STRING ? JSON.stringify(literal).length : literal.length);
    const written = other.slice(start, end);
    // Escapes may be written in several ways.
    if (kind === TokenKind.STRING && JSON.parse(written.endsWith('"') ? written : '0') !== literal) continue;
    const value = kind === TokenKind.INT ? pick(Int) : pick([ID, days, strings][draw(3)]);
    other = other.slice(0, start) + value + other.slice(end);
  }
  return other;
}

test('the second and third answer over HTTP, planned or kept, are the first', async () => {
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
        errors: sorted(errors),
      }));
      for (const answer of later) expect(answer, text).toEqual(first);
    }),
    { numRuns: RUNS_OVER_HTTP, seed: 13, endOnFailure: true },
  );
});

/** Errors of fields that wait come in the order in which the archive answers. */
function comparable({ data, errors = [] }: ExecutionResult) {
  return {
    data: JSON.stringify(data),
    errors: sorted(
      errors.map((error) => ({
        message: error.message,
        path: error.path,
        locations: error.locations,
        code: codeOf(error),
      })),
    ),
  };
}

function sorted(errors: readonly unknown[] = []): string[] {
  return errors.map((error) => JSON.stringify(error)).sort();
}

function codeOf(error: unknown): unknown {
  if (error instanceof GatewayError) return error.code;
  return error instanceof GraphQLError && error.originalError
    ? codeOf(error.originalError)
    : (error instanceof GraphQLError && error.extensions.code) || undefined;
}

function described({ text, variables }: RandomQuery): string {
  return `${text}\n${JSON.stringify(variables)}`;
}

/** Any argument, cursor, id, representation, hash, body and header: answered or refused in words, at once. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { type GatewayProcess, type HostileAnswer, startGatewayProcess } from './gateway-process.ts';
import { hostileOperation } from './hostile-operations.ts';
import { type Known, opaqueValue, representationValue } from './hostile-values.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 40);
const OPTIONS = { numRuns: RUNS, ...(process.env.FUZZ_SEED && { seed: Number(process.env.FUZZ_SEED) }) };
const REFUSALS: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'DATE_OUT_OF_RANGE',
  'TOO_MANY_IDS',
  'GRAPHQL_VALIDATION_FAILED',
]);
const LONGEST_BLOCK_MS = 250;

const schema = buildSchema();
const ROOT_FIELDS = Object.keys(schema.getQueryType()?.getFields() ?? {});

let gateway: GatewayProcess;
let known: Known;
beforeAll(async () => {
  gateway = await startGatewayProcess({ env: { APQ: 'on', MCP: 'on', REQUEST_TIMEOUT_MS: '5000' } });
  known = await knownThings();
  await gateway.measure();
});
afterAll(async () => {
  const isRunning = gateway.isRunning();
  const longestBlockMs = isRunning ? (await gateway.measure()).longestBlockMs : Number.NaN;
  // Before anything fails: nobody else would end it.
  await gateway.close();
  expect(isRunning).toBe(true);
  expect(gateway.log()).not.toMatch(/unexpected error|request failed/);
  expect(longestBlockMs).toBeLessThan(LONGEST_BLOCK_MS);
});

test.each(ROOT_FIELDS)(
  '%s takes any arguments at any depth, and refuses in words what is wrong, without a call',
  async (root) => {
    const operation = hostileOperation(schema, root, known);
    const check = async ({ query, variables }: { readonly query: string; readonly variables: object }) => {
      expectWords(await gateway.query(query, variables));
    };
    await fc.assert(fc.asyncProperty(operation, check), OPTIONS);
  },
);

test('cursors and ids of any form and damage are refused without a request to the upstream, or answered', async () => {
  const query = `query($id: ID!, $ids: [ID!]!, $c: String) {
    node(id: $id) { id } nodes(ids: $ids) { id }
    apps(first: 1, after: $c) { nodes { id } } members(first: 1, before: $c, last: 1) { nodes { id } }
    a: appUsage(first: 1, after: $c) { date } b: appUsage(first: 1, after: $c, orderBy: { by: NAME }) { date }
    m: memberUsage(first: 1, after: $c) { date }
  }`;
  const opaque = opaqueValue(known);
  await fc.assert(
    fc.asyncProperty(opaque, fc.array(opaque, { maxLength: 5 }), opaque, async (id, ids, c) => {
      expectWords(await gateway.query(query, { id, ids, c }));
    }),
    OPTIONS,
  );
});

test('an input that is refused reaches no upstream', async () => {
  const query = 'query($c: String) { appUsage(first: 1, after: $c) { date } }';
  // Of its own: days that other questions have queued are collected meanwhile.
  const quiet = await startGatewayProcess();
  await quiet.query('{ appUsage(first: 1) { date } }');
  await fc.assert(
    fc.asyncProperty(opaqueValue(known), async (c) => {
      const before = quiet.sandbox.requests.length;
      const answer = await quiet.query(query, { c });
      const isRefused = answer.errors.some(({ code }) => REFUSALS.has(code));
      if (isRefused) expect(quiet.sandbox.requests.length).toBe(before);
    }),
    OPTIONS,
  );
  await quiet.close();
});

test('representations of any form are answered one by one', async () => {
  const query = 'query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on App { name } } }';
  await fc.assert(
    fc.asyncProperty(fc.array(representationValue(known), { maxLength: 5 }), async (r) => {
      expectWords(await gateway.query(query, { r }));
    }),
    OPTIONS,
  );
});

test('hashes and ids of persisted operations of any form are refused in words', async () => {
  const hash = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.jsonValue(),
    fc.constant('__proto__'),
    fc.constant('a'.repeat(64)),
  );
  const persistedQuery = fc.oneof(
    fc.record({ version: fc.oneof(fc.constant(1), fc.jsonValue()), sha256Hash: hash }, { requiredKeys: [] }),
    fc.jsonValue(),
  );
  const query = fc.option(fc.constantFrom('{ gateway { latestDate } }', '{', ''), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(persistedQuery, query, async (persisted, text) => {
      await expectNoFault({ query: text, extensions: { persistedQuery: persisted } });
    }),
    OPTIONS,
  );
  await fc.assert(
    fc.asyncProperty(hash, query, async (documentId, text) => {
      await expectNoFault({ query: text, documentId });
      const path = `/graphql?documentId=${encodeURIComponent(Buffer.from(String(documentId)).toString())}`;
      const { status } = await gateway.send({ method: 'GET', path, headers: { accept: 'application/json' } });
      expect(status).toBeLessThan(500);
    }),
    OPTIONS,
  );
});

test('tools take any arguments, and refuse in words what is wrong', async () => {
  const message = fc.record({
    name: fc.oneof(fc.constantFrom('find_apps', 'top_apps', 'app_history', 'what_changed'), fc.string()),
    arguments: anything({ from: '2026-01-01', to: '2026-01-02' }),
  });
  await fc.assert(
    fc.asyncProperty(message, async (params) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
      const { status, text } = await gateway.send({ path: '/mcp', body });
      expect(text).not.toContain('INTERNAL_SERVER_ERROR');
      expect(status).toBeLessThan(500);
    }),
    OPTIONS,
  );
});

test('messages of any form are refused in words', async () => {
  const body = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: 'binary' }),
    fc
      .record({
        jsonrpc: anything('2.0'),
        id: anything(1),
        method: anything('tools/call'),
        params: anything({}),
      })
      .map((parts) => JSON.stringify(parts)),
  );
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      expect((await gateway.send({ path: '/mcp', body: text })).status).toBeLessThan(500);
    }),
    OPTIONS,
  );
});

test('bodies of any form are refused in words', async () => {
  const body = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: 'binary' }),
    fc
      .record(
        {
          query: anything('{ gateway { latestDate } }'),
          variables: anything({}),
          operationName: anything('a'),
          extensions: anything({}),
        },
        { requiredKeys: [] },
      )
      .map((parts) => JSON.stringify(parts)),
  );
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const answer = await gateway.send({ body: text });
      expect(answer.text).not.toContain('INTERNAL_SERVER_ERROR');
      expect(answer.status).toBeLessThan(500);
    }),
    OPTIONS,
  );
});

test('addresses and request ids of any form are answered with an id that is safe to log', async () => {
  const parameter = fc
    .string({ unit: 'binary' })
    .map((text) => encodeURIComponent(Buffer.from(text).toString()));
  const id = fc.string({ minLength: 1, maxLength: 300 }).map((text) => text.trim() || 'x');
  await fc.assert(
    fc.asyncProperty(parameter, parameter, id, async (query, variables, requestId) => {
      const answer = await gateway.send({
        method: 'GET',
        path: `/graphql?query=${query}&variables=${variables}&extensions=${variables}`,
        headers: { accept: 'application/json', 'x-request-id': requestId },
      });
      expect(answer.text).not.toContain('INTERNAL_SERVER_ERROR');
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers['x-request-id']).toMatch(/^[\w.:+/=-]{1,128}$/);
    }),
    OPTIONS,
  );
});

/** Every error has a code of its own, and an operation that is refused as a whole has cost nothing. */
function expectWords({ status, errors, data, calls }: HostileAnswer): void {
  expect(status).toBeLessThan(500);
  for (const { code, message } of errors) {
    expect(code).not.toMatch(/^(INTERNAL_SERVER_ERROR|NONE|TIMEOUT)$/);
    expect(message.length).toBeLessThanOrEqual(1_001);
  }
  const isRefused = Object.values(data).every((value) => value === null);
  if (isRefused && errors.length > 0 && errors.every(({ code }) => REFUSALS.has(code))) expect(calls).toBe(0);
}

async function expectNoFault(body: object): Promise<void> {
  const { status, text } = await gateway.send({ body: JSON.stringify(body) });
  expect(text).not.toContain('INTERNAL_SERVER_ERROR');
  expect(status).toBeLessThan(500);
}

function anything(right: unknown): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constant(right), fc.jsonValue());
}

/** One of each kind that the gateway makes. */
async function knownThings(): Promise<Known> {
  const { data } = await gateway.query(`{
    gateway { earliestDate latestDate }
    a: appUsage(first: 2) { edges { cursor node { id app { id } } } }
    b: appUsage(first: 2, orderBy: { by: DATA }) { edges { cursor node { id } } }
    c: memberUsage(first: 2) { edges { cursor node { id member { id } } } }
    d: apps(first: 2) { edges { cursor node { id } } }
    e: members(first: 2) { edges { cursor node { id } } }
  }`);
  const found = (name: string) =>
    [...JSON.stringify(data).matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g'))].map(([, value = '']) => value);
  return {
    ids: found('id'),
    cursors: found('cursor'),
    days: [...found('latestDate'), ...found('earliestDate')],
  };
}

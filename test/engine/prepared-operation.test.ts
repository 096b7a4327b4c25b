import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSchema, type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import {
  type CompiledExecutionOptions,
  createCompiledExecution,
} from '../../src/server/compiled/compiled-execution.ts';

const NEVER = new AbortController().signal;
const SCHEMA = `
  type Query { echo(text: String, n: Int = 7): String, item(id: ID!): Item, items: [Item], later: Item }
  type Item { id: ID!, name: String, again: Item, text(n: Int): String! }`;

/** Its fields tell what their resolvers are given. */
function schemaOf(resolvers: Readonly<Record<string, (args: object) => unknown>> = {}): GraphQLSchema {
  const schema = buildSchema(SCHEMA);
  for (const typeName of ['Query', 'Item']) {
    const type = schema.getType(typeName);
    if (!type || !('getFields' in type)) throw new Error(`no ${typeName}`);
    for (const field of Object.values(type.getFields())) {
      const resolve = resolvers[`${typeName}.${field.name}`];
      if (resolve && 'resolve' in field) field.resolve = (_parent: unknown, args: object) => resolve(args);
    }
  }
  return schema;
}

function engine(schema: GraphQLSchema, options: Partial<CompiledExecutionOptions> = { usesBefore: 0 }) {
  const executeCompiled = createCompiledExecution({ schema, ...options });
  const args = (text: string, variableValues: Record<string, unknown> = {}) => ({
    document: parse(text),
    variableValues,
    contextValue: {},
    signal: NEVER,
  });
  return {
    executeCompiled,
    args,
    run: (text: string, variables = {}) => executeCompiled(args(text, variables)),
  };
}

const plain = (result: unknown): unknown => JSON.parse(JSON.stringify(result ?? null));

test('a string of a document never becomes code', () => {
  // graphql-jit writes such strings into the function that it makes, as `new Date(…)`.
  const evil = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74dglobalThis.brokenOut=true';
  const { run } = engine(schemaOf({ 'Query.echo': (args) => JSON.stringify(args) }));
  for (const [text, variables] of [
    [`{ echo(text: "${evil}") }`, {}],
    [`query ($text: String = "${evil}") { echo(text: $text) }`, {}],
    ['query ($text: String) { echo(text: $text) }', { text: evil }],
  ] as const) {
    expect(plain(run(text, variables))).toEqual({ data: { echo: JSON.stringify({ text: evil, n: 7 }) } });
  }
  expect(globalThis).not.toHaveProperty('brokenOut');
});

test.each([
  ['a subscription or mutation', 'mutation { echo }'],
  ['introspection', '{ __schema { types { name } } }'],
  ['introspection of a type', '{ __type(name: "Item") { name } }'],
  ['__proto__', '{ __proto__: item(id: 1) { toString: id } }'],
  ['names of Object', '{ item(id: 1) { constructor: id } }'],
  ['names that could be taken for a way', '{ a: item(id: 1) { b_c: id } a_b: item(id: 2) { c: id } }'],
  ['directives that graphql-jit does not know', '{ items { id } ... @defer { echo } }'],
  [
    'more fields than are compiled in time',
    `{ ${Array.from({ length: 251 }, (_, n) => `f${n}: echo`).join(' ')} }`,
  ],
  ['variables that are wrong', 'query ($id: ID!) { item(id: $id) { id } }'],
])('%s are left to the interpreting executor', (_what, text) => {
  expect(engine(schemaOf()).run(text)).toBeUndefined();
});

test('fragments that double are refused before they are inlined', () => {
  const fragments = Array.from(
    { length: 40 },
    (_, n) => `fragment F${n} on Item { a: again { ...F${n + 1} } b: again { ...F${n + 1} } }`,
  );
  const text = `{ item(id: 1) { ...F0 } } ${fragments.join(' ')} fragment F40 on Item { id }`;
  expect(engine(schemaOf()).run(text)).toBeUndefined();
});

test('each branch of @skip and @include is compiled by itself', () => {
  const { executeCompiled, args } = engine(schemaOf({ 'Query.echo': () => 'echo' }));
  const text =
    'query ($yes: Boolean!) { a: echo @include(if: $yes) b: echo @skip(if: $yes) ...F ...F @skip(if: $yes) } fragment F on Query { c: echo @include(if: $yes) }';
  const given = args(text);
  for (const yes of [true, false, true]) {
    expect(plain(executeCompiled({ ...given, variableValues: { yes } }))).toEqual({
      data: yes ? { a: 'echo', c: 'echo' } : { b: 'echo' },
    });
  }
});

test('an operation is compiled when it comes for the second time', () => {
  const { executeCompiled, args } = engine(schemaOf({ 'Query.echo': () => 'echo' }), {});
  const given = args('{ echo }');
  expect(executeCompiled(given)).toBeUndefined();
  expect(plain(executeCompiled(given))).toEqual({ data: { echo: 'echo' } });
});

test('what was seen is held no longer than its document, however many there are', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const { executeCompiled, args } = engine(schemaOf({ 'Query.echo': () => 'echo' }), {});
  const seen = ['{ echo }', 'query Other { echo }'].map((text) => {
    const given = args(text);
    executeCompiled({ ...given, operationName: null });
    // Names that are in no document cost nothing, either.
    for (let n = 0; n < 100; n += 1) executeCompiled({ ...given, operationName: `name${n}` });
    return new WeakRef(given.document);
  });
  // References that were read in this turn of the loop hold until it ends.
  await nextTurn();
  collect();
  expect(seen.map((document) => document.deref())).toEqual([undefined, undefined]);
});

test('a compiled operation takes as much memory as the text that it is of, too', () => {
  const { executeCompiled, args } = engine(schemaOf({ 'Query.echo': () => 'echo' }), { maxBytes: 40_000 });
  const long = args(`{ echo } # ${'x'.repeat(40_000)}`);
  for (let n = 0; n < 3; n += 1) expect(executeCompiled(long)).toBeUndefined();
});

test('an operation that is pushed out of memory starts anew', () => {
  const { executeCompiled, args } = engine(schemaOf({ 'Query.echo': () => 'echo' }), { maxBytes: 40_000 });
  const first = args('{ echo }');
  executeCompiled(first);
  expect(executeCompiled(first)).toBeDefined();
  for (let n = 0; n < 10; n += 1) {
    const other = args(`{ a${n}: echo }`);
    executeCompiled(other);
    executeCompiled(other);
  }
  expect(executeCompiled(first)).toBeUndefined();
});

test('an aborted run rejects with the reason, before a resolver is called and while one waits', async () => {
  const called: string[] = [];
  const { executeCompiled, args } = engine(
    schemaOf({
      'Query.echo': () => called.push('echo'),
      'Query.later': () => new Promise(() => {}),
    }),
  );
  const reason = new Error('out of time');
  expect(() => executeCompiled({ ...args('{ echo }'), signal: AbortSignal.abort(reason) })).toThrow(reason);
  expect(called).toEqual([]);

  const abort = new AbortController();
  const waiting = executeCompiled({ ...args('{ later { id } }'), signal: abort.signal });
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('Errors and rejections among the items of a list are null at their own places', async () => {
  const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, 5, value));
  const schema = schemaOf({
    'Query.items': () => [
      { id: 1 },
      new Error('away'),
      later(undefined).then(() => Promise.reject(new Error('late'))),
      Promise.resolve({ id: 4 }),
    ],
  });
  const { run } = engine(schema);
  const text = '{ items { id } }';
  const expected: ExecutionResult = await execute({ schema, document: parse(text) });
  expect(plain(await run(text))).toEqual(plain(expected));
});

import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { deferred } from '../../src/deferred.ts';
import { createPlanStore } from '../../src/server/engine/plan-store.ts';
import { prepareOperation } from '../../src/server/engine/prepared-operation.ts';
import { createRowTexts } from '../../src/server/engine/row-texts.ts';
import { neverAborted } from '../support/never-aborted.ts';

const SCHEMA = `
  type Query { echo(text: String, n: Int = 7): String, item(id: ID!): Item, items: [Item], sure: [Item!]!, later: Item, any: [Any] }
  type Item { id: ID!, name: String, again: Item, text(n: Int): String! }
  type Other { id: ID! }
  union Any = Item | Other`;

type Resolve = (args: object, parent: unknown) => unknown;

function schemaOf(resolvers: Readonly<Record<string, Resolve>> = {}): GraphQLSchema {
  const schema = buildSchema(SCHEMA);
  for (const typeName of ['Query', 'Item']) {
    const type = schema.getType(typeName);
    if (!type || !('getFields' in type)) throw new Error(`no ${typeName}`);
    for (const field of Object.values(type.getFields())) {
      const resolve = resolvers[`${typeName}.${field.name}`];
      if (resolve && 'resolve' in field) {
        field.resolve = (parent: unknown, args: object) => resolve(args, parent);
      }
    }
  }
  return schema;
}

interface Asked {
  readonly variables?: Record<string, unknown>;
  readonly signal?: AbortSignal;
}

function prepared(schema: GraphQLSchema, text: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, null);
  if (!operation) throw new Error('no operation');
  const made = prepareOperation(schema, document, operation, createPlanStore(1_000_000));
  const texts = createRowTexts(1_000_000);
  return {
    made,
    run({ variables = {}, signal = neverAborted() }: Asked = {}) {
      return made?.bind(variables)?.run({ contextValue: {}, signal: () => signal, texts });
    },
  };
}

async function resultOf(schema: GraphQLSchema, text: string, asked: Asked = {}): Promise<unknown> {
  const result = await prepared(schema, text).run(asked);
  if (result === undefined) return undefined;
  const { data, errors } = result;
  return { data: JSON.parse(data), ...(errors.length > 0 && { errors: errors.map((e) => e.toJSON()) }) };
}

const plain = (result: ExecutionResult): unknown => JSON.parse(JSON.stringify(result));

test.each([
  ['a mutation', 'mutation { a: __typename }', 'type Mutation { a: String }'],
  ['introspection', '{ __schema { types { name } } }', ''],
  ['introspection of a type', '{ __type(name: "Item") { name } }', ''],
])('%s is left to the other executor', (_what, text, more) => {
  const schema = buildSchema(`${SCHEMA} ${more}`);
  expect(prepared(schema, text).made).toBeUndefined();
});

test('wrong variables and large operations are left to the other executor', () => {
  const schema = schemaOf();
  expect(prepared(schema, 'query ($id: ID!) { item(id: $id) { id } }').run()).toBeUndefined();
  const wide = `{ ${Array.from({ length: 1_001 }, (_, n) => `f${n}: echo`).join(' ')} }`;
  expect(prepared(schema, wide).made).toBeUndefined();
});

test('fragments that double are refused before they are planned', () => {
  const fragments = Array.from(
    { length: 40 },
    (_, n) => `fragment F${n} on Item { a: again { ...F${n + 1} } b: again { ...F${n + 1} } }`,
  );
  const document = parse(`{ item(id: 1) { ...F0 } } ${fragments.join(' ')} fragment F40 on Item { id }`);
  const operation = getOperationAST(document);
  expect(
    operation && prepareOperation(schemaOf(), document, operation, createPlanStore(1_000_000)),
  ).toBeUndefined();
});

test('each way that @skip and @include take is planned by itself', async () => {
  const schema = schemaOf({ 'Query.echo': () => 'echo' });
  const { run } = prepared(
    schema,
    'query ($yes: Boolean!) { a: echo @include(if: $yes) b: echo @skip(if: $yes) ...F ...F @skip(if: $yes) } fragment F on Query { c: echo @include(if: $yes) }',
  );
  for (const yes of [true, false, true]) {
    const result = await run({ variables: { yes } });
    expect(JSON.parse(result?.data ?? '')).toEqual(yes ? { a: 'echo', c: 'echo' } : { b: 'echo' });
  }
});

test.each([
  ['a failure among siblings that wait', '{ item(id: 1) { text name } echo }'],
  ['a failure where null is not allowed', '{ sure { text } echo }'],
  ['promises, Errors and rejections among items', '{ items { id name } }'],
  ['a type that is told by its value', '{ any { __typename ... on Item { name } ... on Other { id } } }'],
  ['names of Object’s own', '{ item(id: 1) { constructor: id __proto__: name toString: id } }'],
  ['names that could be taken for a way', '{ a: item(id: 1) { b_c: id } a_b: item(id: 2) { c: id } }'],
  ['a list that is none', '{ items: sure { id } later { id } }'],
])('%s: as graphql-js answers it', async (_what, text) => {
  const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, 5, value));
  const schema = schemaOf({
    'Query.item': () => later({ id: 1, name: later('"quoted" \\ \u2028 \ud800 名') }),
    'Query.sure': () => [{ id: 1 }, later({ id: 2 })],
    'Query.items': () => [
      { id: 1 },
      new Error('away'),
      later(undefined).then(() => Promise.reject(new Error('late'))),
      Promise.resolve({ id: 4 }),
      { name: 'no id' },
    ],
    'Query.any': () => [
      { __typename: 'Item', name: 'n' },
      { __typename: 'Other', id: 2 },
      { __typename: 'No' },
    ],
    'Query.echo': () => later('echo'),
    'Query.later': () => 'no object',
    'Item.text': () => {
      throw new Error('no text');
    },
  });
  const expected = plain(await execute({ schema, document: parse(text) }));
  const found = await resultOf(schema, text);
  // Which type an abstract one may not be is worded in our own way.
  const wording = (result: unknown) =>
    JSON.stringify(result).replace(/"message":"Abstract type[^}]*?(?=,"locations")/g, '"message":"abstract"');
  expect(JSON.parse(wording(found))).toEqual(JSON.parse(wording(expected)));
});

test('an aborted run rejects with the reason as soon as it waits, and calls no resolver from then on', async () => {
  const called: string[] = [];
  const item = deferred<object>();
  const schema = schemaOf({
    'Query.later': () => item.promise,
    'Item.name': () => called.push('name'),
  });
  const reason = new Error('out of time');
  const late = prepared(schema, '{ later { id } }').run({ signal: AbortSignal.abort(reason) });
  await expect(late).rejects.toBe(reason);

  const abort = new AbortController();
  const waiting = prepared(schema, '{ later { name } }').run({ signal: abort.signal });
  abort.abort(reason);
  item.resolve({ id: 1 });
  await expect(waiting).rejects.toBe(reason);
  expect(called).toEqual([]);
});

test('the text of a value that lives on is written once, and never one with an error', async () => {
  let written = 0;
  const row = { id: 1, name: 'row' };
  const failing = { id: 2 };
  const schema = schemaOf({ 'Query.items': () => [row, failing, row] });
  const type = schema.getType('Item');
  if (!type || !('getFields' in type) || !('extensions' in type)) throw new Error('no Item');
  type.extensions = { longLived: () => true };
  const { id, name } = type.getFields();
  if (!id || !name || !('resolve' in name)) throw new Error('no fields');
  for (const field of [id, name]) field.extensions = { ofParent: true };
  name.resolve = (parent: { name?: string }) => {
    written += 1;
    if (parent.name === undefined) throw new Error('no name');
    return parent.name;
  };
  const { run } = prepared(schema, '{ items { name id } }');
  for (const times of [2, 3]) {
    const result = await run();
    expect(JSON.parse(result?.data ?? '')).toEqual({
      items: [
        { name: 'row', id: '1' },
        { name: null, id: '2' },
        { name: 'row', id: '1' },
      ],
    });
    expect(result?.errors.map(({ path }) => path)).toEqual([['items', 1, 'name']]);
    expect(written).toBe(times);
  }
});

test('the failures of items that nobody waits for any more are no stray ones', async () => {
  const strays: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  const hear = (reason: unknown) => strays.push(reason);
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
  const rejected = () => new Promise((_resolve, reject) => setTimeout(reject, 5, new Error('late')));
  const schema = schemaOf({ 'Query.sure': () => [rejected(), null, rejected()], 'Query.echo': () => 'echo' });
  const result = await prepared(schema, '{ sure { id } echo }').run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', hear);
  for (const other of others) process.on('unhandledRejection', other);
  expect(result?.data).toBe('null');
  expect(strays).toEqual([]);
});

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, describe, expect, test } from 'vitest';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { codeOf, rawRequest } from './raw-request.ts';

let gateway: LocalGateway | undefined;
afterEach(async () => {
  await gateway?.close(0);
  gateway = undefined;
});

async function ask(query: string, variables: object = {}, operationName?: string) {
  gateway ??= await startLocalGateway();
  return await rawRequest(gateway.url, { body: JSON.stringify({ query, variables, operationName }) });
}

/** Fragments of which each spreads the next one twice, one field deeper. */
function doubling(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, level) => `fragment F${level} on Row { a: again { ...F${level + 1} } b: again { ...F${level + 1} } }`,
  );
  return `{ row { ...F0 } } ${fragments.join(' ')} fragment F${levels} on Row { id }`;
}

const fields = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** A query above each limit, by default settings, and what its error says is the figure. */
const TOO_MUCH: [string, string, string, number | undefined][] = [
  ['bytes', 'QUERY_TOO_LONG', `{ nullable } #${'x'.repeat(100_000)}`, 100_014],
  ['tokens', 'QUERY_TOO_MANY_TOKENS', `{ ${fields(5000, () => 'id')} }`, 5002],
  ['comments', 'QUERY_TOO_MANY_TOKENS', `{ nullable ${'#\n'.repeat(5000)} }`, 5003],
  ['depth', 'QUERY_TOO_DEEP', `{ row ${'{ again '.repeat(20)} { id } ${'}'.repeat(20)} }`, 22],
  [
    'depth beyond any stack',
    'QUERY_TOO_DEEP',
    `{ row ${'{ again '.repeat(2000)} ${'}'.repeat(2000)} }`,
    2001,
  ],
  ['depth of values', 'QUERY_TOO_DEEP', `{ number(n: ${'['.repeat(2000)}${']'.repeat(2000)}) }`, 2002],
  ['aliases', 'QUERY_TOO_MANY_ALIASES', `{ row { ${fields(201, (index) => `a${index}: id`)} } }`, 201],
  ['directives', 'QUERY_TOO_MANY_DIRECTIVES', `{ nullable ${'@skip(if: false) '.repeat(201)} }`, 201],
  ['root fields', 'QUERY_TOO_MANY_ROOT_FIELDS', `{ ${fields(51, () => 'nullable')} }`, 51],
  [
    'root fields in fragments',
    'QUERY_TOO_MANY_ROOT_FIELDS',
    `{ ...A ...A } fragment A on Query { ${fields(26, () => 'nullable')} }`,
    52,
  ],
  ['doubling fragments', 'QUERY_TOO_MANY_FIELDS', doubling(16), undefined],
  [
    'ids',
    'QUERY_TOO_MANY_FIELDS',
    `{ nodes(ids: [${fields(3000, () => '1')}]) { ${fields(10, () => 'id')} } }`,
    30_001,
  ],
  [
    'pages',
    'QUERY_TOO_MANY_FIELDS',
    `{ ${fields(50, (index) => `a${index}: page(first: 100) { nodes { ...R } }`)} } fragment R on Row { ${fields(8, () => 'id')} }`,
    45_100,
  ],
  [
    'streamed items',
    'QUERY_TOO_MANY_FIELDS',
    `{ ${fields(50, (index) => `a${index}: page(first: 100) { nodes @stream { id } }`)} }`,
    80_100,
  ],
  [
    'deferred fragments',
    'QUERY_TOO_MANY_FIELDS',
    `{ page(first: 100) { nodes { ${fields(100, (index) => `... @defer { a${index}: id } ...D @defer`)} } } } fragment D on Row { id }`,
    330_002,
  ],
  ['repeated fields', 'QUERY_TOO_REPETITIVE', `{ row { ${fields(300, () => 'id')} } }`, 44_850],
  [
    'fragments at one place',
    'QUERY_TOO_REPETITIVE',
    `{ row { ${fields(150, (n) => `...G${n}`)} } } ${fields(150, (n) => `fragment G${n} on Row { id }`)}`,
    22_350,
  ],
];

describe('a query that costs too much', () => {
  test.each(TOO_MUCH)(
    'by its %s is refused with %s, its figure and the limit',
    async (_what, code, query, figure) => {
      const answer = await ask(query);
      const [{ message, extensions }] = JSON.parse(answer.text).errors;
      expect(extensions).toMatchObject({ code, limit: expect.any(Number) });
      if (figure !== undefined) expect(extensions.figure).toBe(figure);
      expect(message).toContain(extensions.figure.toLocaleString('en-US'));
      expect(message).toContain(extensions.limit.toLocaleString('en-US'));
    },
  );

  test('is counted by what its variables ask for', async () => {
    const query = 'query($ids: [ID]!) { nodes(ids: $ids) { id } }';
    expect(codeOf(await ask(query, { ids: ['1'] }))).toBeUndefined();
    expect(codeOf(await ask(query, { ids: Array(31_000).fill(1) }))).toBe('QUERY_TOO_MANY_FIELDS');
    expect(codeOf(await ask(query, { ids: ['1'] }))).toBeUndefined();
    const page = 'query($n: Int = 100) { page(first: $n) { nodes { id } } }';
    const limits = { queryLimits: { maxFields: 50 } };
    await gateway?.close(0);
    gateway = await startLocalGateway(limits);
    expect(codeOf(await ask(page, { n: 40 }))).toBeUndefined();
    expect(codeOf(await ask(page))).toBe('QUERY_TOO_MANY_FIELDS');
  });

  test('is refused wherever in the document the cost is, for validation walks all of it', async () => {
    for (const query of [
      `query Cheap { nullable } query Dear { row { ...F0 } } ${doubling(16).slice('{ row { ...F0 } }'.length)}`,
      `query Cheap { nullable } ${doubling(16).slice('{ row { ...F0 } }'.length)}`,
    ]) {
      expect(codeOf(await ask(query, {}, 'Cheap'))).toBe('QUERY_TOO_MANY_FIELDS');
    }
  });
});

test('fragments that spread each other in circles are refused as such, however many ways lead through them', async () => {
  const names = Array.from({ length: 12 }, (_, n) => `C${n}`);
  const everyOther = names.map(
    (name) =>
      `fragment ${name} on __Schema { ${names
        .filter((n) => n !== name)
        .map((n) => `...${n}`)
        .join(' ')} }`,
  );
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const circles = [
    `{ __schema { ...C0 } } ${everyOther.join(' ')}`,
    '{ row { ...F } } fragment F on Row { again { ...F } }',
  ];
  for (const query of circles) expect(codeOf(await ask(query))).toBe('GRAPHQL_VALIDATION_FAILED');
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(1000);
});

test('none of them holds the event loop', async () => {
  await ask('{ nullable }');
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  for (const [, , query] of TOO_MUCH) await ask(query);
  await ask(doubling(40));
  await ask('{ __schema { types { fields { type { fields { type { name } } } } } } }');
  await ask('query($ids: [ID]!) { nodes(ids: $ids) { id } }', { ids: Array(240_000).fill(1) });
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(1000);
});

test('many large documents do not fill the memory', async () => {
  const document = (n: number) => `{ row { id } } # ${n} ${'x'.repeat(90_000)}`;
  await ask(document(0));
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let n = 1; n <= 300; n += 1) await ask(document(n));
  global.gc?.();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 << 20);
});

test('a query that repeats is parsed and validated once', async () => {
  for (let n = 0; n < 3; n += 1)
    expect(JSON.parse((await ask('{ nullable }')).text).data).toEqual({ nullable: 'fine' });
  expect(codeOf(await ask('{ nonsense }'))).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(codeOf(await ask('{ nonsense }'))).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('the introspection that tools send is within every limit', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const options = { specifiedByUrl: true, directiveIsRepeatable: true, inputValueDeprecation: true };
  const { data, errors } = JSON.parse((await ask(getIntrospectionQuery(options))).text);
  expect(errors).toBeUndefined();
  expect(data.__schema.types.length).toBeGreaterThan(5);
});

test('error texts and log lines are bounded, whatever the query quotes', async () => {
  const name = 'x'.repeat(60_000);
  for (const query of [
    `query ${name} { nonsense${name.slice(0, 30_000)} }`,
    `query ${name.slice(1)} { nullable }`,
  ]) {
    expect((await ask(query)).text.length).toBeLessThan(3000);
  }
  const wrong = await ask('query($n: Int) { number(n: $n) }', { n: name });
  expect(wrong.text.length).toBeLessThan(3000);
  await gateway?.close(1000);
  for (const line of gateway?.log().split('\n') ?? []) expect(line.length).toBeLessThan(1000);
});

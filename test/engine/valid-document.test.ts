import fc from 'fast-check';
import {
  type DocumentNode,
  isExecutableDefinitionNode,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { isValidDocument } from '../../src/server/query/valid-document.ts';
import { drawing, randomQuery } from './random-query.ts';

const RUNS = 2000;
const schema = buildSchema();
const SOURCE = {
  schema,
  rootFields: ['node', 'app', 'members', 'appUsage', 'usageTotals', 'appUsageGroups', '_entities'],
  scalars: {
    ID: ['a', 7],
    Date: ['2026-11-20'],
    Int: [1, 20],
    Float: [0.5],
    Count: [3],
    Boolean: [false],
    String: ['text'],
    DateTime: ['2026-05-06T12:00:00+08:00'],
    _Any: [{ __typename: 'App', appId: 'a' }],
  },
};

/** Each breaks another rule where a document ends with it; the rest is broken by drawn words. */
const WRONG_ENDINGS = [
  'type Extra { app: App @deprecated }',
  'extend schema @nothing { query: Query }',
  'query Q { __typename }',
  '{ __typename }',
  'subscription S { gateway { latestDate } other: gateway { latestDate } }',
  'query Deep { __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
  'fragment Unused on Query { __typename }',
  'query T { ...Twice } fragment Twice on Query { __typename } fragment Twice on Query { __typename }',
  'query L { ...Loop } fragment Loop on Query { ...Loop }',
  'query V($v: Int, $v: Int) { appUsage(first: $v) { date } }',
  'query O($o: App) { __typename }',
  'query U($u: [Nothing!]) { __typename }',
  'query P($first: [Int]) { ...Usage } fragment Usage on Query { appUsage(first: $first) { date } }',
  'query W { ...Usage } fragment Usage on Query { appUsage(filter: { metrics: [{ metric: $w }] }) { date } }',
  'query M { ... on App { name } }',
  'query I { ... on Date { __typename } }',
  'query A { a: app(appId: "1") { name } ... { a: app(appId: "2") { name } } }',
  'query R { app { name } appUsage @skip { date } }',
  'query N { appUsage(first: 1, first: 2, nothing: 3) { date } }',
  'query F { appUsage(orderBy: { by: NAME, by: NAME, nothing: 1, direction: null }) { date } }',
  'query B($b: Int = "text", $c: Count = [1]) { appUsage(first: $b) { date } __typename @include(if: $c) }',
  'query D($d: Int @skip(if: true)) @include(if: true) { appUsage(first: $d) { date @skip(if: true) @skip(if: true, nothing: 1) } }',
];

/** The same text, ending wrongly, or with some of its words gone or in the place of others. */
function maybeBroken(text: string, draw: (below: number) => number): string {
  const way = draw(4);
  if (way === 0) return text;
  if (way === 1) return `${text} ${WRONG_ENDINGS[draw(WRONG_ENDINGS.length)]}`;
  const words = text.match(/"[^"]*"|[\w$]+|\.{3}|\S/g) ?? [];
  for (let times = 1 + draw(2); times > 0; times -= 1) {
    const at = draw(words.length);
    const alike = words.filter((word) => isName(word) === isName(words[at]));
    words[at] = draw(6) === 0 ? '' : (alike[draw(alike.length)] ?? '');
  }
  return words.join(' ');
}

function isName(word = ''): boolean {
  return /^[a-z_]/i.test(word);
}

function parsed(text: string): DocumentNode | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

test('a document is valid where graphql-js finds no error, by all rules and by each', () => {
  const fired = new Map(specifiedRules.map((rule) => [rule.name, 0]));
  let valid = 0;
  let broken = 0;
  fc.assert(
    fc.property(drawing(), (draw) => {
      const text = maybeBroken(randomQuery(SOURCE, draw).text, draw);
      const document = parsed(text);
      if (document === undefined) return;
      const isValid = validate(schema, document).length === 0;
      expect(isValidDocument(schema, document), text).toBe(isValid);
      if (isValid) {
        valid += 1;
        return;
      }
      broken += 1;
      for (const rule of specifiedRules) {
        const holds = validate(schema, document, [rule]).length === 0;
        expect(isValidDocument(schema, document, [rule]), `${rule.name}: ${text}`).toBe(
          holds && document.definitions.every(isExecutableDefinitionNode),
        );
        if (!holds) fired.set(rule.name, (fired.get(rule.name) ?? 0) + 1);
      }
    }),
    { numRuns: RUNS, seed: 16, endOnFailure: true },
  );
  // The comparison means something.
  expect(valid).toBeGreaterThan(RUNS / 4);
  expect(broken).toBeGreaterThan(RUNS / 4);
  for (const [rule, times] of fired) expect(times, rule).toBeGreaterThan(5);
});

test('a document is not valid where a rule gives up', () => {
  const operations = Array.from({ length: 60 }, (_, n) => `query Q${n} { ...Used }`);
  const used = Array.from({ length: 1_000 }, (_, n) => `a${n}: app(appId: $id) { name }`);
  const document = parse(`${operations.join(' ')} fragment Used on Query { ${used.join(' ')} }`);
  const errors = validate(schema, document, [NoUnusedVariablesRule]);
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('Validation aborted')]);
  expect(isValidDocument(schema, document, [NoUnusedVariablesRule])).toBe(false);
});

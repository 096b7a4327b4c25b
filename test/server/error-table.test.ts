import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERRORS } from '../../src/errors.ts';

const root = new URL('../../', import.meta.url);
const KNOWN = Object.keys(ERRORS);
/** Given by graphql-js, Yoga and its plugins; our code does not name them. */
const OF_LIBRARIES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_MISMATCH',
];

test("the table of docs/errors.md is the code's, row by row", () => {
  const [, table = ''] = read('docs/errors.md').split('| code | what happened, what to do |\n|---|---|\n');
  const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)];
  expect(rows.map(([, code, text]) => [code, text])).toEqual(Object.entries(ERRORS));
});

test('each code that the code names is in the table', () => {
  const named = sources().flatMap(([path, text]) => {
    const codes = [
      ...text.matchAll(
        /(?:\bcode(?::| \?\?=| =)|GatewayError\(|UpstreamError\(|limitError\(|refusal\()\s*'([A-Z_]+)'/g,
      ),
    ];
    return codes.map(([, code = '']) => ({ path, code }));
  });
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ code }) => !KNOWN.includes(code))).toEqual([]);
});

test('each code of the table is named by the code, or given by a library', () => {
  const everything = sources()
    .filter(([path]) => path !== 'errors.ts')
    .map(([, text]) => text)
    .join('\n');
  const unnamed = KNOWN.filter(
    (code) => !everything.includes(`'${code}'`) && !everything.includes(`${code}:`),
  );
  expect(unnamed.toSorted()).toEqual(OF_LIBRARIES.toSorted());
});

function sources(): [string, string][] {
  return (
    readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
      // The dashboard is a client: its codes are its own, and those that it knows of are documented.
      .filter((path) => path.endsWith('.ts') && !path.startsWith('dashboard/'))
      .map((path) => [path, read(`src/${path}`)])
  );
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

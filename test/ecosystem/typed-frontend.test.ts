import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const project = join(import.meta.dirname, 'typed-frontend');
const resolve = createRequire(import.meta.url).resolve;

test('a frontend gets typed results from schema.graphql, and a wrong name does not compile', async () => {
  const tada = join(dirname(resolve('gql.tada/package.json')), 'bin', 'cli.js');
  await run(process.execPath, [tada, 'generate-output'], { cwd: project });
  // The example holds errors that must be there: tsc fails where one is not.
  await run(process.execPath, [resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], { cwd: project });
});

test("docs/clients.md shows the example's own text", async () => {
  const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'clients.md'), 'utf8');
  for (const file of ['apps.ts', 'tsconfig.json']) {
    expect(page).toContain((await readFile(join(project, file), 'utf8')).trim());
  }
});

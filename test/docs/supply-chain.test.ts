import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ROOT } from './documents.ts';

const run = promisify(execFile);
const script = join(ROOT, 'scripts/licences.mjs');

test('every dependency stands in the table of reasons, and nothing else does', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const table = /^## Dependencies\n\n((?:\|.*\n)+)/m.exec(text)?.[1] ?? '';
  const rows = table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const named = rows.flatMap(([, packages = '']) =>
    [...packages.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(named.sort()).toEqual(Object.keys(dependencies).sort());
  for (const [, , reason = ''] of rows) expect(reason.length).toBeGreaterThan(10);
});

test('everything that is shipped has a permissive licence, or one that was looked at', async () => {
  const { stdout } = await run(process.execPath, [script]);
  expect(stdout).toMatch(/^MIT \(\d+\)$/m);
  // The dashboard's build holds it.
  expect(stdout).toContain('preact@');
  expect(stdout).not.toContain('vitest@');
});

test.each([
  ['a copyleft licence', { license: 'GPL-3.0-only' }, 'GPL-3.0-only'],
  ['no licence', {}, 'no licence'],
  ['a licence that nobody knows', { license: 'SEE LICENSE IN terms.txt' }, 'SEE LICENSE'],
  ['two that both hold', { license: 'MIT AND AGPL-3.0' }, 'AGPL-3.0'],
])('a dependency with %s is refused by name', async (_what, member, words) => {
  await expect(licencesOf({ 'node_modules/bad': { version: '1.2.3', ...member } })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(new RegExp(`^bad@1\\.2\\.3: .*${words}`)),
  });
});

test('one of several licences may be chosen, and tools of developers may have any', async () => {
  const packages = {
    'node_modules/choice': { version: '1.0.0', license: '(GPL-2.0 OR MIT)' },
    'node_modules/tool/node_modules/deep': { version: '1.0.0', license: 'GPL-3.0', dev: true },
  };
  expect((await licencesOf(packages)).stdout).toContain('choice@1.0.0');
});

async function licencesOf(packages: object): Promise<{ stdout: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'licences-'));
  try {
    const lock = join(directory, 'package-lock.json');
    await writeFile(lock, JSON.stringify({ packages: { '': {}, ...packages } }));
    return await run(process.execPath, [script, lock]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

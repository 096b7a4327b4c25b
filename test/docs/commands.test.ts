/** The commands of the documentation, carried out as written in a directory of their own, against the sandbox. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { blocks } from './documents.ts';

/** They do not end, or are what runs this test; CI and test/image carry them out. */
const ELSEWHERE = /^docker |^npm (ci|test|start|run dev)\b|^[A-Z_]+=\S+ npm start$/;
const KEY = 'secret-key-123456';

let sandbox: Sandbox;
let directory: string;

beforeAll(async () => {
  sandbox = await startSandbox({ intervalMs: 0, apiKey: KEY });
  directory = await mkdtemp(join(tmpdir(), 'commands-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true });
});

const lines = blocks('sh').flatMap(({ path, text }) =>
  text
    .trim()
    .split('\n')
    .filter((line) => !ELSEWHERE.test(line))
    .map((line) => [path, line] as const),
);

test('there are commands to carry out', () => {
  expect(lines.length).toBeGreaterThan(6);
});

// One after the other, as they stand: what an export reads, the line before it has collected.
test.each(lines)(
  'in %s works as written: %s',
  async (_path, line) => {
    const { to } = upstreamDays(Date.now());
    const { stdout } = await promisify(execFile)('sh', ['-c', runnable(line)], {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        JODOO_API_KEY: KEY,
        JODOO_BASE_URL: sandbox.baseUrl,
        JODOO_MIN_INTERVAL_MS: '1',
        LOG_LEVEL: 'error',
        FROM: addDays(to, -4),
        TO: addDays(to, -3),
      },
    });
    const [, written] = /> (\S+)$/.exec(line) ?? [];
    if (written === undefined) expect(stdout).not.toBe('');
    // An app of somebody else's has no rows; the others have.
    else if (!line.includes('--app')) {
      expect((await readFile(join(directory, written), 'utf8')).split('\n').length).toBeGreaterThan(10);
    }
  },
  60_000,
);

/** The built program in the place of npx and npm, which look for it where they run. */
function runnable(line: string): string {
  const program = `"${process.execPath}" "${join(inject('builtProgram'), 'main.js')}"`;
  return (
    line
      .replace('JODOO_API_KEY=…', `JODOO_API_KEY=${KEY}`)
      .replace('npx .', program)
      .replace(/npm run (\w+)( --)?/, `${program} $1`)
      // All 180 days would take longer than a test may.
      .replace(/ backfill$/, ' backfill --from "$FROM" --to "$TO"')
  );
}

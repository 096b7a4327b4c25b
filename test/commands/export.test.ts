import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAYS, fillArchive, NAMES } from './filled-archive.ts';
import { runInProcess } from './run-in-process.ts';

let directory: string;
let env: { readonly DATABASE_URL: string };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'export-'));
  env = { DATABASE_URL: `sqlite:${join(directory, 'usage.db')}` };
  await fillArchive(env.DATABASE_URL);
});
afterAll(() => rm(directory, { recursive: true }));

const linesOf = (text: string) => text.trimEnd().split('\n');

test('CSV has a head and every archived row, by day', async () => {
  const { exitCode, stdout, stderr } = await runInProcess(['export'], env);
  expect([exitCode, stderr]).toEqual([0, '']);
  const [head = '', ...rows] = linesOf(stdout);
  expect(head).toMatch(/^date,app_id,app_name,.*,data,daily_automation_exec,daily_attachment_upload$/);
  expect(rows.map((line) => line.slice(0, 16))).toEqual(
    DAYS.flatMap((day) => [`${day},app-1`, `${day},app-2`]),
  );
});

test('a name that a spreadsheet would carry out as a formula is a text', async () => {
  const { stdout } = await runInProcess(['export', '--from', DAYS[1]], env);
  expect(stdout).toContain(`"'=HYPERLINK(""http://somewhere.example"")"`);
});

test('Excel reads names that are not English when a byte order mark is asked for, and no other gets one', async () => {
  const marked = await runInProcess(['export', '--bom'], env);
  expect(marked.stdout.startsWith('\uFEFFdate,')).toBe(true);
  expect(marked.stdout).toContain(NAMES[0]);
  expect((await runInProcess(['export'], env)).stdout.startsWith('date,')).toBe(true);
});

test('JSON lines are the rows as GraphQL names their fields, of one app and some days if asked for', async () => {
  const { stdout } = await runInProcess(
    ['export', '--format', 'jsonl', '--app', 'app-2', '--to', DAYS[0]],
    env,
  );
  const [only, ...others] = linesOf(stdout).map((line) => JSON.parse(line));
  expect(others).toEqual([]);
  expect(only).toMatchObject({ date: DAYS[0], appId: 'app-2', appName: NAMES[1], metrics: { data: 1 } });
});

test('when nothing is archived it says so, beside the output and not in it', async () => {
  const { exitCode, stdout, stderr } = await runInProcess(['export', '--list', 'members'], env);
  expect(exitCode).toBe(0);
  expect(linesOf(stdout)).toHaveLength(1);
  expect(stderr).toMatch(/no such rows.*backfill/);
});

test.each([
  [['--format', 'xlsx'], /--format must be csv or jsonl/],
  [['--list', 'apps,members'], /one list/],
  [['--list', 'members', '--app', 'app-1'], /list of apps only/],
  [['--form', 'csv'], /--form/],
])('%j is refused in words', async (args, message) => {
  const { exitCode, stderr } = await runInProcess(['export', ...args], env);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(message);
});

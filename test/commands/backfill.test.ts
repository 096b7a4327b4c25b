import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

const LATEST = addDays(upstreamDays(Date.now()).to, -1);
const FROM = addDays(LATEST, -19);
const KEY = 'backfill-key';

let directory: string;
let sandbox: Sandbox;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backfill-'));
  sandbox = await startSandbox({ intervalMs: 20, apiKey: KEY });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await sandbox.close();
  await rm(directory, { recursive: true });
});

const file = () => join(directory, 'usage.db');

function run(command: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', command, ...args], {
    env: {
      ...process.env,
      PORT: '0',
      JODOO_API_KEY: KEY,
      JODOO_BASE_URL: sandbox.baseUrl,
      JODOO_MIN_INTERVAL_MS: '20',
      DATABASE_URL: `sqlite:${file()}`,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return { child, output: () => output, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

/** What the archive holds, seen by another process. */
async function completeDays(): Promise<number> {
  const archive = await openArchive({ url: `sqlite:${file()}`, origin: sandbox.baseUrl });
  const days = await archive.completeDays({ from: FROM, to: LATEST });
  await archive.close();
  return days.length;
}

/** Pages that were asked for more than once. */
function repeatedPages(): string[] {
  const asked = sandbox.requests.filter(({ admitted }) => admitted).map(({ body }) => JSON.stringify(body));
  return asked.filter((body, index) => asked.indexOf(body) !== index);
}

describe('a backfill', () => {
  test('killed again and again goes on where it was, and loses nothing that it said was done', async () => {
    const kills = 4;
    for (let round = 1; round <= kills; round += 1) {
      const backfill = run('backfill', '--from', FROM, '--to', LATEST);
      const said = () => [...backfill.output().matchAll(/(\d+)\/\d+ days/g)].length;
      while (said() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      const before = await completeDays();
      backfill.child.kill('SIGKILL');
      await backfill.ended;
      const database = new Libsql(file());
      expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      database.close();
      expect(await completeDays()).toBeGreaterThanOrEqual(before);
    }
    expect(await run('backfill', '--from', FROM, '--to', LATEST).ended).toBe(0);
    expect(await completeDays()).toBe(20);
    // A killed process loses at most the call that was under way.
    expect(repeatedPages().length).toBeLessThanOrEqual(kills);
  }, 120_000);

  test('beside a running gateway spends no slot twice, and is never refused for the rate', async () => {
    const gateway = run('serve');
    while (!gateway.output().includes('/graphql')) await new Promise((resolve) => setTimeout(resolve, 20));
    const backfill = run('backfill', '--from', FROM, '--to', LATEST);
    expect(await backfill.ended).toBe(0);
    expect(await completeDays()).toBe(20);
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
    expect(repeatedPages()).toEqual([]);
    const refused = sandbox.requests.filter(({ admitted }) => !admitted);
    expect(refused.length).toBeLessThanOrEqual(sandbox.requests.length / 20);
  }, 60_000);

  test('refuses days that Jodoo does not have, without a call', async () => {
    const backfill = run('backfill', '--from', '2020-01-01');
    expect(await backfill.ended).toBe(1);
    expect(sandbox.requests).toHaveLength(0);
  }, 30_000);
});

describe('an export', () => {
  test('is every archived row as CSV or as JSON lines', async () => {
    const day = LATEST;
    expect(await run('backfill', '--from', day, '--to', day).ended).toBe(0);
    const csv = run('export', '--from', day, '--to', day, '--format', 'csv');
    expect(await csv.ended).toBe(0);
    const lines = csv.output().trimEnd().split('\n');
    expect(lines).toHaveLength(241);
    expect(lines[0]).toMatch(/^date,app_id,app_name,.*,data,daily_automation_exec,daily_attachment_upload$/);
    expect(lines[1]).toContain(',5000000000,');
    const jsonl = run('export', '--format', 'jsonl');
    expect(await jsonl.ended).toBe(0);
    const rows = jsonl
      .output()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(240);
    expect(rows[0]).toMatchObject({ date: day, metrics: { data: 5_000_000_000 } });
  }, 60_000);
});

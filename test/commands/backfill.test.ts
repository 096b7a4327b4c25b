import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { LIST_KINDS, type ListKind } from '../../src/jodoo/lists.ts';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

const LATEST = addDays(upstreamDays(Date.now()).to, -1);
const FROM = addDays(LATEST, -19);
const KEY = 'backfill-key';
const UPSTREAM_INTERVAL_MS = 20;
/**
 * A busy machine makes a process late by more than a scaled interval has room for, and then two processes arrive close
 * together although each kept its start. Spent twice, slots of 40 ms would still arrive less than 20 ms apart.
 */
const OWN_INTERVAL_MS = 40;

let directory: string;
let sandbox: Sandbox;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backfill-'));
  sandbox = await startSandbox({
    intervalMs: UPSTREAM_INTERVAL_MS,
    apiKey: KEY,
    organization: createOrganization(),
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await sandbox.close();
  await rm(directory, { recursive: true });
});

const file = () => join(directory, 'usage.db');

function run(command: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(inject('builtProgram'), 'main.js'), command, ...args], {
    env: {
      ...process.env,
      PORT: '0',
      JODOO_API_KEY: KEY,
      JODOO_BASE_URL: sandbox.baseUrl,
      JODOO_MIN_INTERVAL_MS: String(OWN_INTERVAL_MS),
      DATABASE_URL: `sqlite:${file()}`,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return {
    child,
    output: () => output,
    errors: () => errors,
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
}

/** How many days of each list the archive holds, seen by another process. */
async function completeDays(): Promise<Record<ListKind, number>> {
  const archive = await openArchive({ url: `sqlite:${file()}`, origin: sandbox.baseUrl });
  const count = async (kind: ListKind) =>
    (await archive.list(kind).completeDays({ from: FROM, to: LATEST })).length;
  const days = {
    app: await count('app'),
    member: await count('member'),
    organization: await count('organization'),
  };
  await archive.close();
  return days;
}

const ALL_COMPLETE = { app: 20, member: 20, organization: 20 };

/** Pages that were asked for more than once. */
function repeatedPages(): string[] {
  const asked = sandbox.requests
    .filter(({ admitted }) => admitted)
    .map(({ endpoint, body }) => `${endpoint} ${JSON.stringify(body)}`);
  return asked.filter((body, index) => asked.indexOf(body) !== index);
}

describe('a backfill', () => {
  test('killed again and again goes on where it was, and loses nothing that it said was done', async () => {
    const kills = 4;
    for (let round = 1; round <= kills; round += 1) {
      const backfill = run('backfill', '--from', FROM, '--to', LATEST);
      const said = () => [...backfill.output().matchAll(/(\d+)\/\d+ days/g)].length;
      while (said() < 4) await new Promise((resolve) => setTimeout(resolve, 5));
      const before = await completeDays();
      backfill.child.kill('SIGKILL');
      await backfill.ended;
      const database = new Libsql(file());
      expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      database.close();
      const after = await completeDays();
      for (const kind of LIST_KINDS) expect(after[kind]).toBeGreaterThanOrEqual(before[kind]);
    }
    expect(await run('backfill', '--from', FROM, '--to', LATEST).ended).toBe(0);
    expect(await completeDays()).toEqual(ALL_COMPLETE);
    // A killed process loses at most the call of each list that was under way.
    expect(repeatedPages().length).toBeLessThanOrEqual(kills * LIST_KINDS.length);
  });

  test('beside a running gateway spends no slot twice, and is never refused for the rate', async () => {
    const gateway = run('serve');
    while (!gateway.output().includes('/graphql')) await new Promise((resolve) => setTimeout(resolve, 20));
    const backfill = run('backfill', '--from', FROM, '--to', LATEST);
    expect(await backfill.ended).toBe(0);
    expect(await completeDays()).toEqual(ALL_COMPLETE);
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
    expect(repeatedPages()).toEqual([]);
    expect(sandbox.requests.filter(({ admitted }) => !admitted)).toEqual([]);
  });

  test('refuses days that Jodoo does not have, without a call', async () => {
    const backfill = run('backfill', '--from', '2020-01-01');
    expect(await backfill.ended).toBe(1);
    expect(sandbox.requests).toHaveLength(0);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { until } from '../archive/layers.ts';

/** In blocks of 512 bytes, as POSIX shells count: room for one day and a half. */
const ROOM_BLOCKS = 1_000;
/** A machine that does much else takes long to start a process. */
const START_MS = 60_000;

test('a gateway whose disk is full answers on, whole days too, and says why it does not keep them', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'full-disk-'));
  const script = `ulimit -f ${ROOM_BLOCKS}; exec "$0" "$1" serve`;
  const program = join(inject('builtProgram'), 'main.js');
  const child = spawn('sh', ['-c', script, process.execPath, program], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_FORMAT: 'json',
      JODOO_MIN_INTERVAL_MS: '10',
      DATABASE_URL: `sqlite:${join(directory, 'usage.db')}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  try {
    const url = () => /(http:\S+)\/graphql/.exec(output)?.[1];
    await until(() => url() !== undefined, START_MS);
    const base = url();
    const totalCount = async (day: string) => {
      const query = `{ appUsage(date: "${day}", orderBy: {by: DATA}, first: 1) { totalCount } }`;
      const answer = await fetch(`${base}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = await answer.json();
      expect(errors).toBeUndefined();
      return data?.appUsage?.totalCount;
    };
    const { to } = upstreamDays(Date.now());
    const days = [3, 4, 5, 6, 7].map((ago) => addDays(to, -ago));
    const counts: unknown[] = [];
    for (const day of days) counts.push(await totalCount(day));
    for (const count of counts) expect(count).toBeGreaterThan(200);
    const ready = await (await fetch(`${base}/ready`)).json();
    expect(ready).toMatchObject({ ready: true, archive: { state: 'readOnly', available: false, lost: 0 } });
    expect(ready.archive.reason).toMatch(/full|disk I\/O|I\/O error/);
    expect(output).toContain('the archive cannot be written');
    // What was kept before is still read, and what was fetched since.
    for (const [index, day] of days.entries()) expect(await totalCount(day)).toBe(counts[index]);
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true });
  }
});

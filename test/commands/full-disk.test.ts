import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';

/** In blocks of 512 bytes, as POSIX shells count: room for one day and a half. */
const ROOM_BLOCKS = 1_000;

test('a gateway whose disk is full answers on, whole days too, and says why it does not keep them', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'full-disk-'));
  const script = `ulimit -f ${ROOM_BLOCKS}; exec "$0" --import tsx src/main.ts serve`;
  const child = spawn('sh', ['-c', script, process.execPath], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_FORMAT: 'json',
      JODOO_MIN_INTERVAL_MS: '10',
      DATABASE_URL: `sqlite:${join(directory, 'usage.db')}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  try {
    const url = () => /GraphiQL: (http:\S+)\/graphql/.exec(output)?.[1];
    while (url() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    const base = url();
    const totalCount = async (day: string) => {
      const query = `{ appUsage(date: "${day}", orderBy: {by: DATA}, first: 1) { totalCount } }`;
      const answer = await fetch(`${base}/graphql?query=${encodeURIComponent(query)}`);
      return (await answer.json()).data?.appUsage?.totalCount;
    };
    const { to } = upstreamDays(Date.now());
    const days = [3, 4, 5, 6, 7].map((ago) => addDays(to, -ago));
    for (const day of days) expect(await totalCount(day)).toBe(240);
    const ready = await (await fetch(`${base}/ready`)).json();
    expect(ready).toMatchObject({ ready: true, archive: { available: false } });
    expect(ready.archive.reason).toMatch(/full|disk I\/O|I\/O error/);
    expect(output).toContain('the archive is not available');
    // What was kept before is still read.
    for (const day of days) expect(await totalCount(day)).toBe(240);
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true });
  }
}, 60_000);

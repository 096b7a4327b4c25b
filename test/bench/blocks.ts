/**
 * How long one question holds the event loop: the longest block behind each of the largest questions that the limits
 * allow, cold from the archive and hot from memory. Nothing may hold it for more than 50 ms.
 *
 * BENCH_APPS (default 1000), BENCH_DAYS (default 365).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createJodooClient } from '../../src/jodoo/client.ts';
import { addDays, eachDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import type { ListReader } from '../../src/usage/operation.ts';
import { createUsage } from '../../src/usage/usage.ts';
import { neverAborted } from '../support/never-aborted.ts';
import { answersOfDay } from './answers-of-day.ts';

const APPS = Number(process.env.BENCH_APPS ?? 1000);
const DAYS = Number(process.env.BENCH_DAYS ?? 365);
const LAST = statisticsDay('2026-11-20');
const TEN_YEARS = 3_659;
const TIMES = 10;
const RESOLUTION_MS = 1;

const organization = createOrganization({ apps: APPS });
const appIds = organization.apps(LAST).map(({ app_id }) => app_id);
const [firstApp = ''] = appIds;
const archived = { from: addDays(LAST, 1 - DAYS), to: LAST };
const days = eachDay(archived);
const directory = await mkdtemp(join(tmpdir(), 'bench-blocks-'));
const archive = await openArchive({ url: `sqlite:${join(directory, 'usage.db')}`, origin: 'bench' });
for (const day of days) {
  for (const answer of answersOfDay(organization, day)) await archive.list('app').save(answer);
}

const client = createJodooClient({ baseUrl: 'http://127.0.0.1:9', apiKey: 'bench', timeoutMs: 1_000 });
const openUsage = (hotDaysBytes: number) =>
  createUsage({
    client,
    archive,
    holder: 'bench',
    now: () => Date.parse(`${LAST}T20:00:00Z`),
    pace: { minIntervalMs: 1_000, background: true, alone: true },
    limits: { maxCallsPerOperation: 30, maxPendingCalls: 120, requestTimeoutMs: 60_000 },
    settlement: { settleAfterHours: 0, provisionalTtlMs: 300_000 },
    hotDaysBytes,
    log: { debug: () => {}, info: () => {}, warn: () => {} },
  });
const cold = openUsage(0);
const hot = openUsage(64 * 2 ** 20);
const appsOf = ({ open }: typeof cold): ListReader => open(neverAborted).list('app');
const someDay = (time: number) => days[time % days.length] ?? LAST;
const ordered = (usage: typeof cold, by: 'name' | 'data') => (time: number) =>
  appsOf(usage).rows(someDay(time), { order: { by, direction: 'desc' } }, { from: 'first', count: 100 });

const questions: readonly (readonly [string, (time: number) => unknown])[] = [
  ['a whole day by a metric, cold', ordered(cold, 'data')],
  ['a whole day by name, cold', ordered(cold, 'name')],
  [
    'a whole day read into memory',
    async (time) => {
      await appsOf(hot).window(someDay(time), 0, 20);
      await hot.hotDays.idle();
    },
  ],
  ['a whole day by a metric, hot', ordered(hot, 'data')],
  ['a whole day by name, hot', ordered(hot, 'name')],
  [
    'ten years of one app',
    () =>
      appsOf(cold).history(
        firstApp,
        { from: addDays(LAST, -TEN_YEARS), to: LAST },
        { from: 'first', count: 100 },
      ),
  ],
  ['totals of ten years', () => appsOf(cold).daySums({ from: addDays(LAST, -TEN_YEARS), to: LAST })],
  [
    'all archived days of an app, read into memory',
    (time) => appsOf(hot).history(appIds[time] ?? '', archived, { from: 'first', count: DAYS }),
  ],
  [
    'all archived days of an app as a series, hot',
    () => appsOf(hot).series(firstApp, { range: archived, interval: 'day', flows: true, wait: false }),
  ],
  ['totals of all archived days, hot', () => appsOf(hot).daySums(archived)],
];

console.log(`${DAYS} days of ${APPS} apps; the longest of ${TIMES} questions each\n`);
console.log('| question | answer within, ms | loop held, ms |\n|---|--:|--:|');
for (const [name, ask] of questions) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let longestMs = 0;
  delay.enable();
  for (let time = 0; time < TIMES; time += 1) {
    await sleep(20);
    const startedMs = performance.now();
    await ask(time);
    longestMs = Math.max(longestMs, performance.now() - startedMs);
  }
  await sleep(20);
  delay.disable();
  console.log(`| ${name} | ${longestMs.toFixed(0)} | ${(delay.max / 1e6).toFixed(0)} |`);
}
await cold.close();
await hot.close();
await client.close();
await archive.close();
await rm(directory, { recursive: true });

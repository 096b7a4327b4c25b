/**
 * What a crowd costs the event loop: admission, choice and leaving with 10,000 distinct wants, and 300 operations that
 * ask for the same 1,000 ids. Fails when a bound is missed.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createJodooClient } from '../../src/jodoo/client.ts';
import { addDays, type StatisticsDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import type { DayOutlook } from '../../src/usage/day-plan.ts';
import { createDemand } from '../../src/usage/demand.ts';
import { createDispatcher } from '../../src/usage/dispatcher.ts';
import { createUsage } from '../../src/usage/usage.ts';
import type { Want } from '../../src/usage/want.ts';
import { createWantPool } from '../../src/usage/want-pool.ts';
import { neverAborted } from '../support/never-aborted.ts';
import { percentile } from './percentile.ts';

const DAY = statisticsDay('2026-11-20');
const WANTS = 10_000;
/** Enough that the first ones, which run before they are compiled, are no more than their part. */
const CHOICES = 1_000;
const MOST_CHOICE_MS = 5;
const MOST_ADMISSION_MS = 1;
const MOST_BLOCK_MS = 100;
let failed = false;

function report(what: string, ms: number, bound: number): void {
  failed ||= ms > bound;
  console.log(`| ${what} | ${ms.toFixed(2)} | ${bound} | ${ms > bound ? 'MISSED' : 'ok'} |`);
}

function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

/** A list of 1,200 apps is foreseen on every day. */
function outlook(): DayOutlook {
  const pages = Array.from({ length: 12 }, (_, page) => page);
  return {
    unknownPages: pages,
    pageOf: (id) => (Number(id.slice(1)) < 1_200 ? Math.floor(Number(id.slice(1)) / 100) : undefined),
  };
}

/** 10,000 askers, each with one want of its own, on so many days. */
function crowd(days: number): void {
  const outlooks = new Map<StatisticsDay, DayOutlook>();
  const outlookOf = (day: StatisticsDay) => {
    const known = outlooks.get(day) ?? outlook();
    outlooks.set(day, known);
    return known;
  };
  const limits = { idsPerCall: 10 };
  const demand = createDemand({ outlookOf, limits });
  const onWork = () => {};
  const clock = { monotonicMs: () => performance.now(), random: Math.random };
  const dispatcher = createDispatcher({ demand, limits, minIntervalMs: 1000, onWork, ...clock });
  const pool = createWantPool({ demand, callNumber: dispatcher.callNumber, onWork });
  const wanted = (index: number): Want => ({
    kind: 'row',
    day: addDays(DAY, -(index % days)),
    id: `i${index}`,
  });
  const askers = Array.from({ length: WANTS }, () => pool.join('crowd', false));
  const admissions: number[] = [];
  for (const [index, asker] of askers.entries()) {
    const wants = [wanted(index)];
    const startedMs = performance.now();
    pool.costAlone(wants);
    pool.cost();
    pool.cost(wants);
    pool.rivals('crowd');
    void pool.ask(asker, wants, () => {});
    admissions.push(performance.now() - startedMs);
  }
  const choices: number[] = [];
  for (let call = 0; call < CHOICES; call += 1) {
    const startedMs = performance.now();
    if (dispatcher.hasWork()) dispatcher.take();
    choices.push(performance.now() - startedMs);
  }
  const leavings = askers.map((asker) => {
    const startedMs = performance.now();
    pool.leave(asker, () => new Error('left'));
    return performance.now() - startedMs;
  });
  const where = `${WANTS} distinct wants on ${days} ${days === 1 ? 'day' : 'days'}`;
  report(`${where}: admission, p99`, percentile(ascending(admissions), 0.99), MOST_ADMISSION_MS);
  report(`${where}: choice, p99`, percentile(ascending(choices), 0.99), MOST_CHOICE_MS);
  report(`${where}: leaving, p99`, percentile(ascending(leavings), 0.99), MOST_ADMISSION_MS);
}

/** 300 operations ask for the same 1,000 ids of a day of 3,000 apps. */
async function sameIds(): Promise<void> {
  const organization = createOrganization({ apps: 3_000 });
  const intervalMs = 20;
  const sandbox = await startSandbox({
    organization,
    intervalMs,
    now: () => Date.parse('2026-11-24T00:00:00Z'),
  });
  const archive = await openArchive({ url: 'sqlite::memory:', origin: 'bench' });
  const client = createJodooClient({ baseUrl: sandbox.baseUrl, apiKey: 'bench', timeoutMs: 10_000 });
  const usage = createUsage({
    client,
    archive,
    holder: 'bench',
    now: () => Date.parse('2026-11-24T00:00:00Z'),
    pace: { minIntervalMs: intervalMs, alone: true },
    limits: { maxCallsPerOperation: 1_000, maxPendingCalls: 10_000, requestTimeoutMs: 120_000 },
    settlement: { settleAfterHours: 6, provisionalTtlMs: 300_000 },
    log: { debug: () => {}, info: () => {}, warn: () => {} },
  });
  while (!usage.status().ready) await new Promise((resolve) => setTimeout(resolve, 5));
  const ids = organization
    .apps(DAY)
    .map(({ app_id }) => app_id)
    .filter((_id, index) => index % 3 === 0);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const heapBefore = process.memoryUsage().heapUsed;
  delay.enable();
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: 300 }, async (_, client_) => {
      // Clients do not arrive in one tick.
      await new Promise((resolve) => setTimeout(resolve, client_ * 3));
      const reader = usage.open(neverAborted, { caller: `c${client_}` }).list('app');
      await reader.rows(DAY, { ids }, { count: 100, from: 'first' });
    }),
  );
  delay.disable();
  report('300 × the same 1,000 ids: longest block of the loop', delay.max / 1e6, MOST_BLOCK_MS);
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  console.log(
    `\nall answered in ${((performance.now() - startedMs) / 1000).toFixed(1)} s, heap +${heapMb.toFixed(0)} MiB`,
  );
  await usage.close();
  await client.close();
  await archive.close();
  await sandbox.close();
}

console.log('| what | ms | bound | |\n|---|--:|--:|---|');
crowd(1);
crowd(60);
await sameIds();
process.exitCode = failed ? 1 : 0;

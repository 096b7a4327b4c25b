/**
 * How large the archive gets and how fast it answers: an organization of the sandbox's generator, filed day by day
 * as the collector does. The same questions are asked after the first year and after the last: an answer's time
 * should not grow with the years behind it.
 *
 * BENCH_APPS (default 1000), BENCH_YEARS (default 5), BENCH_DATABASE_URL (default: a temporary SQLite file).
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Archive } from '../../src/archive/archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { MAX_PAGE_SIZE } from '../../src/jodoo/contract.ts';
import { addDays, eachDay, type StatisticsDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { answersOfDay } from './answers-of-day.ts';

const APPS = Number(process.env.BENCH_APPS ?? 1000);
const YEARS = Number(process.env.BENCH_YEARS ?? 5);
const LAST = statisticsDay('2026-11-20');
const TIMES = 300;

const organization = createOrganization({ apps: APPS });
const appIds = organization.apps(LAST).map(({ app_id }) => app_id);
const directory = await mkdtemp(join(tmpdir(), 'bench-archive-'));
const file = join(directory, 'usage.db');
const archive = await openArchive({
  url: process.env.BENCH_DATABASE_URL ?? `sqlite:${file}`,
  origin: 'bench',
});

console.log(`${APPS} apps; p50 / p99 in milliseconds of ${TIMES} random questions each\n`);
console.log(
  '| years | rows | file | 10 rows | page of 100 | whole day by a metric | 180 days of an app | totals of a year |',
);
console.log('|--:|--:|--:|--:|--:|--:|--:|--:|');
let from = addDays(LAST, 1);
for (let year = 1; year <= YEARS; year += 1) {
  const until = addDays(from, -1);
  from = addDays(from, -365);
  for (const day of eachDay({ from, to: until })) await fileDay(archive, day);
  if (year === 1 || year === YEARS) await report(year, from);
}
await archive.close();
await rm(directory, { recursive: true });

async function fileDay(target: Archive, day: StatisticsDay): Promise<void> {
  for (const answer of answersOfDay(organization, day)) await target.list('app').save(answer);
}

async function report(years: number, first: StatisticsDay): Promise<void> {
  const days = eachDay({ from: first, to: LAST });
  const nowMs = Date.parse(`${LAST}T00:00:00Z`);
  const belief = { nowMs, sinceMs: 0, fromDay: first, settleOffsetMs: 0 };
  const apps = archive.list('app');
  const any = <T>(list: readonly T[]): T => {
    const item = list[Math.floor(Math.random() * list.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
  const halfYear = () => {
    const start = any(days.slice(0, -180));
    return { from: start, to: addDays(start, 179) };
  };
  const year = () => {
    const start = any(days.slice(0, Math.max(1, days.length - 364)));
    return { from: start, to: addDays(start, 364) };
  };
  const order = { by: 'data', direction: 'desc' } as const;
  const cells = [
    await timed(() =>
      apps.facts(
        any(days),
        Array.from({ length: 10 }, () => any(appIds)),
        belief,
      ),
    ),
    await timed(() => {
      const page = Math.floor((Math.random() * APPS) / MAX_PAGE_SIZE);
      return apps.pages(any(days), page, page, belief);
    }),
    await timed(() => apps.rows(any(days), { order }, { from: 'first', count: APPS }, belief)),
    await timed(() => apps.history(any(appIds), halfYear(), { from: 'first', count: 180 }, belief)),
    await timed(() => apps.daySums(year())),
  ];
  const { rows } = await archive.overview.summary();
  const bytes = process.env.BENCH_DATABASE_URL ? undefined : (await stat(file)).size;
  const size = bytes === undefined ? '' : `${Math.round(bytes / 2 ** 20)} MiB`;
  console.log(`| ${years} | ${rows} | ${size} | ${cells.join(' | ')} |`);
}

async function timed(ask: () => Promise<unknown>): Promise<string> {
  const tookMs: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const startedMs = performance.now();
    await ask();
    tookMs.push(performance.now() - startedMs);
  }
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => (tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0).toFixed(2);
  return `${at(0.5)} / ${at(0.99)}`;
}

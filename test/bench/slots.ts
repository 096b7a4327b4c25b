/**
 * What late choice is worth: named workloads, played for this gateway's read path and for the usual design (a
 * DataLoader per request in front of a Bottleneck queue), each against a fresh sandbox over a real socket.
 *
 * One interval stands for the upstream's second (BENCH_INTERVAL_MS, default 1000), and times are given in
 * intervals. Before each workload the gateway has listed one
 * whole day, as it has once it runs for a while; the usual design has nothing to learn from that.
 */
import Bottleneck from 'bottleneck';
import DataLoader from 'dataloader';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createJodooClient, type JodooClient } from '../../src/jodoo/client.ts';
import { MAX_PAGE_SIZE } from '../../src/jodoo/contract.ts';
import type { ListCall } from '../../src/jodoo/lists.ts';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { createOrganization, type Organization } from '../../src/sandbox/organization.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createUsage, type Usage } from '../../src/usage/usage.ts';
import { neverAborted } from '../support/never-aborted.ts';
import { answersOfDay } from './answers-of-day.ts';
import { playMixedHour } from './mixed-hour.ts';
import { percentile } from './percentile.ts';

const INTERVAL_MS = Number(process.env.BENCH_INTERVAL_MS ?? 1000);
const { to: latest } = upstreamDays(Date.now());
const DAY = addDays(latest, -3);
const LEARNT_DAY = addDays(latest, -4);

/** One way of asking, for one client's request. */
interface Design {
  readonly name: string;
  readonly request: () => {
    apps(appIds: readonly string[]): Promise<unknown>;
    list(offset: number, count: number): Promise<unknown>;
  };
}

interface Workload {
  readonly name: string;
  readonly apps: number;
  /** The fewest calls that can answer it. */
  readonly bound: number;
  readonly clients: (design: Design, appIds: readonly string[]) => readonly (() => Promise<unknown>)[];
}

const WORKLOADS: readonly Workload[] = [
  {
    name: '10 clients × 1 id, 1,200 apps',
    apps: 1200,
    bound: 1,
    clients: ({ request }, ids) => spread(ids, 10).map((id) => () => request().apps([id])),
  },
  {
    name: '5 clients × the same 35 ids, 1,200 apps',
    apps: 1200,
    bound: 4,
    clients: ({ request }, ids) => Array.from({ length: 5 }, () => () => request().apps(spread(ids, 35))),
  },
  {
    name: '1 client × 100 ids, 80 apps (20 unknown)',
    apps: 80,
    bound: 1,
    clients: ({ request }, ids) => [() => request().apps([...ids, ...unknown(20)])],
  },
  {
    name: '1 client × 100 ids, 1,200 apps',
    apps: 1200,
    bound: 10,
    clients: ({ request }, ids) => [() => request().apps(spread(ids, 100))],
  },
  {
    name: '1 client paging 240 apps by 20',
    apps: 240,
    bound: 3,
    clients: ({ request }) => [
      async () => {
        for (let offset = 0; offset < 240; offset += 20) await request().list(offset, 20);
      },
    ],
  },
];

/** Of a last answer behind the last call that has to be made: its trip, gathering, and the pace's margins. */
const SLACK_MS = 300;

console.log(`interval ${INTERVAL_MS} ms; times in intervals\n`);
console.log('| workload | design | calls | fewest | refusals | first answer | p50 | p99 | last answer |');
console.log('|---|---|--:|--:|--:|--:|--:|--:|--:|');
let missed = 0;
for (const workload of WORKLOADS) {
  await play(workload, openUsual);
  missed += (await play(workload, openGateway)) ? 0 : 1;
}
missed += (await playMixedHour()) ? 0 : 1;
if (missed > 0) {
  console.error(`the gateway missed its target in ${missed} workloads`);
  process.exitCode = 1;
}

async function play(
  workload: Workload,
  open: (client: JodooClient, organization: Organization) => Promise<Design & { close(): Promise<void> }>,
): Promise<boolean> {
  const sandbox = await startSandbox({
    organization: createOrganization({ apps: workload.apps }),
    intervalMs: INTERVAL_MS,
  });
  const client = createJodooClient({ baseUrl: sandbox.baseUrl, apiKey: 'bench', timeoutMs: 10_000 });
  const design = await open(client, sandbox.organization);
  await pause(2 * INTERVAL_MS);
  const before = sandbox.requests.length;
  const ids = sandbox.organization.apps(DAY).map(({ app_id }) => app_id);
  const startedMs = performance.now();
  const answeredMs = await Promise.all(
    workload.clients(design, ids).map(async (ask) => {
      await ask();
      return performance.now() - startedMs;
    }),
  );
  const met = report(workload, design.name, sandbox, before, answeredMs);
  await design.close();
  await client.close();
  await sandbox.close();
  return met;
}

function report(
  { name, bound }: Workload,
  design: string,
  sandbox: Sandbox,
  before: number,
  answeredMs: number[],
): boolean {
  const requests = sandbox.requests.slice(before);
  const refusals = requests.filter(({ admitted }) => !admitted).length;
  const intervals = (ms: number) => (ms / INTERVAL_MS).toFixed(1);
  const sorted = answeredMs.toSorted((a, b) => a - b);
  const times = [0, 0.5, 0.99, 1].map((share) => intervals(percentile(sorted, share)));
  console.log(`| ${name} | ${design} | ${requests.length} | ${bound} | ${refusals} | ${times.join(' | ')} |`);
  const lastMs = percentile(sorted, 1);
  return requests.length <= bound && refusals === 0 && lastMs <= (bound - 1) * INTERVAL_MS + SLACK_MS;
}

/** The usual design. Its queue is given the margin that it needs not to be refused. */
async function openUsual(client: JodooClient) {
  const limiter = new Bottleneck({ minTime: INTERVAL_MS * 1.05, maxConcurrent: 1 });
  const call = (call: ListCall) => limiter.schedule(() => client.call('app', call));
  return {
    name: 'usual',
    request() {
      const loader = new DataLoader<string, UsageRow | null>(
        async (ids) => {
          const { rows } = await call({ kind: 'ids', day: DAY, ids });
          const byId = new Map(rows.map((row) => [row.id, row]));
          return ids.map((id) => byId.get(id) ?? null);
        },
        { maxBatchSize: 10 },
      );
      return {
        apps: (ids: readonly string[]) => loader.loadMany(ids),
        list: (offset: number) => call({ kind: 'page', day: DAY, page: Math.floor(offset / MAX_PAGE_SIZE) }),
      };
    },
    close: async () => {},
  };
}

async function openGateway(client: JodooClient, organization: Organization) {
  const archive = await openArchive({ url: 'sqlite::memory:', origin: 'bench' });
  // The first pages are listed, so that the pace has seen some trips; the others need not be waited for.
  for (const answer of answersOfDay(organization, LEARNT_DAY).slice(4))
    await archive.list('app').save(answer);
  const usage: Usage = createUsage({
    client,
    archive,
    holder: 'bench',
    now: Date.now,
    pace: { minIntervalMs: INTERVAL_MS, alone: true },
    limits: { maxCallsPerOperation: 100, maxPendingCalls: 1000, requestTimeoutMs: 600_000 },
    settlement: { settleAfterHours: 6, provisionalTtlMs: 300_000 },
    log: { debug: () => {}, info: () => {}, warn: (fields, message) => console.error(message, fields) },
  });
  const learning = usage.open(neverAborted).list('app');
  for (let offset = 0, hasNext = true; hasNext; offset += MAX_PAGE_SIZE) {
    ({ hasNext } = await learning.window(LEARNT_DAY, offset, MAX_PAGE_SIZE));
  }
  return {
    name: 'gateway',
    request() {
      const apps = usage.open(neverAborted).list('app');
      return {
        apps: (ids: readonly string[]) => Promise.all(ids.map((id) => apps.row(DAY, id))),
        list: async (offset: number, count: number) => await apps.window(DAY, offset, count),
      };
    },
    async close() {
      await usage.close();
      await archive.close();
    },
  };
}

/** `count` ids, evenly out of all. */
function spread(ids: readonly string[], count: number): string[] {
  return ids.filter((_, index) => index % Math.floor(ids.length / count) === 0).slice(0, count);
}

function unknown(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `unknown${index}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * How fast settled answers are: this gateway beside Mercurius with its JIT, plain Yoga, and plain `node:http`, which
 * have everything in memory. All run at once and are asked in turn, several rounds, so that a slow moment of the
 * machine meets them all; the median round counts. Run `npm run build` and `npm --prefix test/bench/peers ci` before.
 *
 * BENCH_ROUND_MS (default 2000), BENCH_ROUNDS (default 3), BENCH_CONNECTIONS (default 32), BENCH_ONLY (a column's title).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type LoadResult, load } from './load.ts';
import { percentile } from './percentile.ts';
import { COLUMNS, type Column } from './warm-columns.ts';

/** CPU a request tells more than the rate where others use the machine, too. */
interface Measured extends LoadResult {
  readonly cpuUs: number;
}

interface Server {
  readonly name: string;
  readonly port: number;
  readonly process: ChildProcess;
  readonly dateType: string;
  readonly date: string;
  readonly firstAnswerMs: number;
  readonly startCpuMs: number;
  cursors: readonly string[];
}

const ROUND_MS = Number(process.env.BENCH_ROUND_MS ?? 2000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 32);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DAY_MS = 86_400_000;
/** Three days ago: settled whatever the hour. */
const DATE = new Date(Date.now() - 3 * DAY_MS).toISOString().slice(0, 10);

/** Counts all requests, so that none of a column that asks for new ones comes again in another round. */
let asked = 0;
const scratch = await mkdtemp(join(tmpdir(), 'bench-warm-'));
const servers: Server[] = [];
try {
  servers.push(await start('plain node:http', 'test/bench/peers/plain.mjs', 'String'));
  servers.push(await start('Mercurius + JIT', 'test/bench/peers/mercurius.mjs', 'String'));
  servers.push(await start('plain Yoga', 'test/bench/peers/yoga.mjs', 'String'));
  servers.push(await start('this gateway', 'dist/main.js', 'Date'));
  for (const server of servers) server.cursors = await cursorsOf(server);
  await report();
} finally {
  for (const server of servers) server.process.kill();
  await rm(scratch, { recursive: true, force: true });
}

async function start(name: string, script: string, dateType: string): Promise<Server> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join(ROOT, script)], {
    cwd: scratch,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      JODOO_MIN_INTERVAL_MS: '1',
      DATABASE_URL: `sqlite:${join(scratch, 'usage.db')}`,
      LOG_LEVEL: 'warn',
      ...(process.env.ANSWER_CACHE_MB && { ANSWER_CACHE_MB: process.env.ANSWER_CACHE_MB }),
    },
  });
  const document = '{ appUsage(first: 1) { edges { cursor } } }';
  while ((await ask(port, document)) === undefined) {
    if (child.exitCode !== null) throw new Error(`${name} ended at its start`);
    await sleep(10);
  }
  const firstAnswerMs = performance.now() - startedMs;
  const startCpuMs = await cpuMs(child);
  return { name, port, process: child, dateType, date: DATE, firstAnswerMs, startCpuMs, cursors: [] };
}

/** Of every tenth edge; asking for them lists the whole day. */
async function cursorsOf({ name, port, dateType }: Server): Promise<string[]> {
  const document = `query Q($date: ${dateType}, $after: String) { appUsage(date: $date, first: 100, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } }`;
  const cursors: string[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await ask(port, document, { date: DATE, after });
    if (name === 'plain node:http') return ['0', '10', '20'];
    const page = answer?.data?.appUsage;
    if (!page) throw new Error(`${name} does not list its day: ${JSON.stringify(answer)}`);
    cursors.push(...page.edges.map(({ cursor }: { cursor: string }) => cursor));
    if (!page.pageInfo.hasNextPage) return cursors.filter((_cursor, place) => place % 10 === 0);
    after = page.pageInfo.endCursor;
  }
}

async function report(): Promise<void> {
  const columns = COLUMNS.filter(({ title }) => !process.env.BENCH_ONLY || title === process.env.BENCH_ONLY);
  const table = new Map<string, Measured[]>(servers.map(({ name }) => [name, []]));
  for (const column of columns) {
    const rounds = new Map<string, Measured[]>(servers.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const server of servers) rounds.get(server.name)?.push(await measure(server, column));
    }
    for (const [name, results] of rounds) table.get(name)?.push(median(results));
  }
  const reference = table.get('Mercurius + JIT') ?? [];
  console.log(
    `requests a second (ratio to Mercurius; p99 in ms; CPU of the server a request in µs); ${CONNECTIONS} connections, ${ROUNDS} rounds\n`,
  );
  console.log(`| | ${columns.map(({ title }) => title).join(' | ')} | first answer | CPU until then | RSS |`);
  console.log(`|---|${'--:|'.repeat(columns.length + 3)}`);
  for (const server of servers) {
    const cells = (table.get(server.name) ?? []).map(
      ({ perSecond, p99Ms, cpuUs }, place) =>
        `${Math.round(perSecond)} (${(perSecond / (reference[place]?.perSecond ?? 1)).toFixed(2)}; ${p99Ms.toFixed(0)}; ${cpuUs.toFixed(0)})`,
    );
    const { firstAnswerMs, startCpuMs } = server;
    console.log(
      `| ${server.name} | ${cells.join(' | ')} | ${Math.round(firstAnswerMs)} ms | ${startCpuMs} ms | ${await residentMiB(server.process)} MiB |`,
    );
  }
}

async function measure(server: Server, { body }: Column): Promise<Measured> {
  const before = await cpuMs(server.process);
  const result = await load({
    port: server.port,
    connections: CONNECTIONS,
    durationMs: ROUND_MS,
    body() {
      asked += 1;
      return body(asked, server).replace('$date: DATE', `$date: ${server.dateType}`);
    },
  });
  return { ...result, cpuUs: (1000 * ((await cpuMs(server.process)) - before)) / result.requests };
}

function median(results: readonly Measured[]): Measured {
  const sorted = [...results].sort((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('BENCH_ROUNDS must be at least 1');
  return {
    ...middle,
    p99Ms: percentile(
      results.map(({ p99Ms }) => p99Ms).sort((a, b) => a - b),
      0.5,
    ),
  };
}

async function ask(port: number, query: string, variables: object = {}) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return await response.json();
  } catch {
    return undefined;
  }
}

/** User and system time of a process so far. Linux counts them in hundredths of a second. */
async function cpuMs({ pid }: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function residentMiB({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

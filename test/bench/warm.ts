/**
 * How fast settled answers are: this gateway beside Mercurius with its JIT, plain Yoga, and plain `node:http`, which
 * have everything in memory. All run at once and are asked in turn, several rounds, so that a slow moment of the
 * machine meets them all; the median round counts. The load comes from wrk, which has to be installed. An answer that
 * has errors, or lacks something, fails the bench.
 *
 * BENCH_ROUND_SECONDS (default 2, whole), BENCH_ROUNDS (default 3), BENCH_CONNECTIONS (default 32),
 * BENCH_ONLY (a regular expression: the columns whose titles it meets).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { bodyAt, type Template } from './request-template.ts';
import { COLUMNS, type Column, type Target } from './warm-columns.ts';
import {
  answerTo,
  cpuMs,
  residentMiB,
  SERVERS,
  type Server,
  type ServerName,
  settledCpuMs,
  startServer,
  stopServer,
} from './warm-servers.ts';
import {
  MEASURED_HEAD,
  type Measured,
  measuredLines,
  medianOf,
  middle,
  type StartMeasured,
  startTable,
} from './warm-tables.ts';
import { openWarmUpstream } from './warm-upstream.ts';
import { load, requireWrk } from './wrk.ts';

interface AppPage {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly appId: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const ROUND_SECONDS = Number(process.env.BENCH_ROUND_SECONDS ?? 2);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 32);
const ONLY = new RegExp(process.env.BENCH_ONLY ?? '', 'i');
const STARTS = 3;
/** Beyond those answered, wrk makes a request for each connection, and one that it looks at itself. */
const MOST_UNANSWERED = 2 * CONNECTIONS;
/** The mean answer of a round is no smaller than this part of the two that are looked at. */
const LEAST_MEAN_SHARE = 0.5;
const DAY_MS = 86_400_000;
/** Three days ago: settled whatever the hour. */
const DATE = statisticsDay(new Date(Date.now() - 3 * DAY_MS).toISOString().slice(0, 10));
const NAMES = Object.keys(SERVERS) as ServerName[];

await requireWrk();
const directory = await mkdtemp(join(tmpdir(), 'bench-warm-'));
const columns = COLUMNS.filter(({ title }) => ONLY.test(title));
const upstream = await openWarmUpstream(directory, DATE, {
  lastOnly: !columns.some(({ title }) => title.includes('days')),
});
const servers: Server[] = [];
try {
  const starts = new Map<ServerName, Pick<Server, 'firstAnswerMs' | 'startCpuMs'>[]>();
  for (let start = 1; start <= STARTS; start += 1) {
    for (const name of NAMES) {
      const server = await startServer(name, { directory, env: upstream.env, date: DATE });
      starts.set(name, [...(starts.get(name) ?? []), server]);
      if (start === STARTS) servers.push(server);
      else await stopServer(server);
    }
  }
  console.log(`${CONNECTIONS} connections, ${ROUNDS} rounds of ${ROUND_SECONDS} s each\n`);
  const targets = new Map<Server, Target>();
  for (const server of servers) targets.set(server, await targetOf(server));
  console.log(MEASURED_HEAD);
  for (const column of columns)
    console.log(measuredLines(column.title, await measureColumn(column, targets)));
  const started: StartMeasured[] = [];
  for (const { name, process: child } of servers) {
    const all = starts.get(name) ?? [];
    started.push({
      name,
      firstAnswerMs: middle(all.map(({ firstAnswerMs }) => firstAnswerMs)),
      startCpuMs: middle(all.map(({ startCpuMs }) => startCpuMs)),
      residentMiB: await residentMiB(child),
    });
  }
  console.log(startTable(started));
} finally {
  for (const server of servers) await stopServer(server);
  await upstream.close();
  await rm(directory, { recursive: true, force: true });
}

/** Lists the whole day. */
async function targetOf(server: Server): Promise<Target> {
  const query =
    'query Q($date: Date, $first: Int, $after: String) { appUsage(date: $date, first: $first, after: $after) { edges { cursor node { appId } } pageInfo { hasNextPage endCursor } } }';
  const cursors: string[] = [];
  const appIds: string[] = [];
  for (let after: string | null = null; ; ) {
    const body = JSON.stringify({ query, variables: { date: DATE, first: 100, after } });
    const page = pageOf(await answerTo(server, body));
    cursors.push(...page.edges.map(({ cursor }) => cursor));
    appIds.push(...page.edges.map(({ node }) => node.appId));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  return { date: DATE, cursors, appIds, oldAppIds: server.name === 'gateway' ? upstream.oldAppIds : appIds };
}

function pageOf(answer: string): AppPage {
  return JSON.parse(answer).data.appUsage;
}

async function measureColumn(
  { forPlain, requests }: Column,
  targets: ReadonlyMap<Server, Target>,
): Promise<Map<ServerName, Measured>> {
  const asked = [...targets]
    .filter(([{ name }]) => forPlain || name !== 'plain')
    .map(([server, target]) => ({ server, questions: requests(target), from: 0, rounds: [] as Measured[] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of asked) {
      const measured = await measure(one.server, one.questions, one.from);
      one.rounds.push(measured);
      one.from += measured.requests + MOST_UNANSWERED + 2;
    }
  }
  return new Map(asked.map(({ server, rounds }) => [server.name, medianOf(rounds)]));
}

async function measure(server: Server, questions: Template, from: number): Promise<Measured> {
  const before = await answerTo(server, bodyAt(questions, from));
  const beforeMs = await cpuMs(server.process);
  const result = await load({
    port: server.port,
    connections: CONNECTIONS,
    seconds: ROUND_SECONDS,
    template: questions,
    from: from + 1,
    scriptFile: join(directory, 'load.lua'),
  });
  const usedMs = (await settledCpuMs(server.process)) - beforeMs;
  // Those under way at the end were answered to nobody, and cost as much.
  const made = result.requests + CONNECTIONS;
  const after = await answerTo(server, bodyAt(questions, from + result.requests + MOST_UNANSWERED + 1));
  const least = LEAST_MEAN_SHARE * Math.min(before.length, after.length);
  if (result.bytes < least)
    throw new Error(`${server.name} answers ${result.bytes} bytes, less than ${least}`);
  return { ...result, cpuUs: (1000 * usedMs) / made };
}

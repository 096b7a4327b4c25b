/**
 * What a million warm requests leave in memory: 5,000 documents are asked for over and over, of this gateway and of
 * Mercurius, one after the other. Every answer is asked for twice, then with another variable, so that kept answers,
 * kept documents and the execution all have their part. Fails when the gateway's memory at the end is larger than
 * MOST_TO_MERCURIUS times Mercurius's, or has grown by more than MOST_GROWTH in the last half.
 *
 * BENCH_REQUESTS (default 1000000), BENCH_CONNECTIONS (default 32), BENCH_DOCUMENTS (default 5000).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { bodyAt, count, eachOf, type Template, template } from './request-template.ts';
import {
  answerTo,
  residentMiB,
  SERVERS,
  type Server,
  type ServerName,
  startServer,
  stopServer,
} from './warm-servers.ts';
import { openWarmUpstream } from './warm-upstream.ts';
import { load, requireWrk } from './wrk.ts';

const MOST_TO_MERCURIUS = 1;
const MOST_GROWTH = 0.05;
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 1_000_000);
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 32);
const DOCUMENTS = Number(process.env.BENCH_DOCUMENTS ?? 5000);
const TENTHS = 10;
/** wrk ends by time, not by number: the shorter, the nearer to a tenth. */
const SEGMENT_SECONDS = 2;
/** What documents are made of; each leaves one of either out. */
const FIELDS = ['id', 'date', 'appId', 'appName', 'createdAt', 'lastEditAt', 'lastVisitAt'];
const METRICS =
  'app formCoop formWorkflow dash etl aggregate publicLink dataTrigger automation bpa data'.split(' ');
const MOST_EDGES = 20;
const DAY_MS = 86_400_000;
/** Three days ago: settled whatever the hour. */
const DATE = statisticsDay(new Date(Date.now() - 3 * DAY_MS).toISOString().slice(0, 10));

await requireWrk();
const directory = await mkdtemp(join(tmpdir(), 'bench-memory-'));
const upstream = await openWarmUpstream(directory, DATE, { lastOnly: true });
try {
  console.log(`RSS in MiB; ${REQUESTS} requests over ${DOCUMENTS} documents, ${CONNECTIONS} connections\n`);
  console.log(
    `| | start |${Array.from({ length: TENTHS }, (_, tenth) => ` ${tenth + 1}/${TENTHS} |`).join('')}`,
  );
  console.log(`|---|${'--:|'.repeat(TENTHS + 1)}`);
  const gateway = await residentMiBByTenth('gateway');
  const mercurius = await residentMiBByTenth('mercurius');
  const failures = [...endFailures(gateway, mercurius), ...growthFailures(gateway)];
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  await upstream.close();
  await rm(directory, { recursive: true, force: true });
}

/** At the start, and after each tenth of the requests. Prints its row, cell by cell: each may take minutes. */
async function residentMiBByTenth(name: ServerName): Promise<number[]> {
  const server = await startServer(name, { directory, env: upstream.env, date: DATE });
  try {
    const requests = questions();
    const resident: number[] = [];
    const note = async () => {
      const mib = await residentMiB(server.process);
      resident.push(mib);
      process.stdout.write(` ${mib} |`);
    };
    process.stdout.write(`| ${SERVERS[name].name} |`);
    await note();
    for (let asked = 0, tenth = 1; tenth <= TENTHS; tenth += 1) {
      await answerTo(server, bodyAt(requests, asked));
      asked += await askUntil((tenth * REQUESTS) / TENTHS, asked, server, requests);
      await note();
    }
    process.stdout.write('\n');
    return resident;
  } finally {
    await stopServer(server);
  }
}

/** Resolves to how many requests it has made. */
async function askUntil(end: number, from: number, server: Server, requests: Template): Promise<number> {
  let asked = from;
  while (asked < end) {
    const { requests: answered } = await load({
      port: server.port,
      connections: CONNECTIONS,
      seconds: SEGMENT_SECONDS,
      template: requests,
      from: asked,
      scriptFile: join(directory, 'load.lua'),
    });
    asked += answered;
  }
  return asked - from;
}

function questions(): Template {
  const documents = Array.from({ length: DOCUMENTS }, (_, index) => {
    const fields = without(FIELDS, index);
    const metrics = without(METRICS, index);
    return `query Q${index}($date: Date) { appUsage(date: $date, first: ${1 + (index % MOST_EDGES)}) { edges { cursor node { ${fields} metrics { ${metrics} } } } } }`;
  });
  return template`{"query":"${eachOf(documents)}","variables":{"date":"${DATE}","nonce":${count(2 * DOCUMENTS)}}}`;
}

/** All but one, another by each index. */
function without(names: readonly string[], index: number): string {
  return names.filter((_name, place) => place !== index % names.length).join(' ');
}

function endFailures(gateway: readonly number[], mercurius: readonly number[]): string[] {
  const [ours, theirs] = [gateway.at(-1) ?? 0, mercurius.at(-1) ?? 0];
  if (ours <= MOST_TO_MERCURIUS * theirs) return [];
  return [`The gateway's ${ours} MiB are more than ${MOST_TO_MERCURIUS} times Mercurius's ${theirs} MiB.`];
}

function growthFailures(gateway: readonly number[]): string[] {
  const [half, end] = [gateway[TENTHS / 2] ?? 0, gateway[TENTHS] ?? 0];
  if (end <= (1 + MOST_GROWTH) * half) return [];
  return [
    `In the last half the gateway's memory has grown from ${half} to ${end} MiB, by more than ${100 * MOST_GROWTH} %.`,
  ];
}

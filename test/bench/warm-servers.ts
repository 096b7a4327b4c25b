/** The gateway and its peers as processes of their own, with what is asked of them outside the load. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Agent, fetch, type Response } from 'undici';
import { isEmptyAnswer } from './is-empty-answer.ts';

export const SERVERS = {
  plain: { name: 'plain node:http', script: 'test/bench/peers/plain.mjs' },
  mercurius: { name: 'Mercurius + JIT', script: 'test/bench/peers/mercurius.mjs' },
  yoga: { name: 'plain Yoga', script: 'test/bench/peers/yoga.mjs' },
  gateway: { name: 'this gateway', script: 'dist/main.js' },
} as const;
export type ServerName = keyof typeof SERVERS;

export interface Server {
  readonly name: ServerName;
  readonly port: number;
  readonly process: ChildProcess;
  readonly firstAnswerMs: number;
  readonly startCpuMs: number;
}

export interface StartOptions {
  readonly directory: string;
  /** Added to the environment of the gateway. */
  readonly env: Readonly<Record<string, string>>;
  readonly date: string;
}

/** Set by the caller, they reach the gateway. */
const PASSED_ON = ['ANSWER_CACHE_MB', 'HOT_DAYS_MB', 'NODE_OPTIONS'];
/** A connection a question: one that was kept may be closed by the server as the next question comes. */
const withoutKeepAlive = new Agent({ pipelining: 0 });
/** A process is idle that uses no more CPU than this, a tick of its clock, in so long a time. */
const SETTLE_MS = 100;
const IDLE_CPU_MS = 10;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Resolves when it has answered its first question. */
export async function startServer(name: ServerName, { directory, env, date }: StartOptions): Promise<Server> {
  const port = await freePort();
  const passedOn = PASSED_ON.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : []));
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join(ROOT, SERVERS[name].script)], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, PORT: String(port), ...env, ...Object.fromEntries(passedOn) },
  });
  const body = JSON.stringify({ query: `{ appUsage(date: "${date}", first: 1) { edges { cursor } } }` });
  while (!(await isAnswered(port, body))) {
    if (child.exitCode !== null) throw new Error(`${SERVERS[name].name} ended at its start`);
    await sleep(10);
  }
  return {
    name,
    port,
    process: child,
    firstAnswerMs: performance.now() - startedMs,
    startCpuMs: await cpuMs(child),
  };
}

export async function stopServer({ process: child }: Server): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

/** The bytes of an answer. Rejects when it has errors, or lacks something. */
export async function answerTo({ name, port }: Server, body: string): Promise<string> {
  const response = await post(port, body);
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  if (response.status !== 200 || errors || !data || isEmptyAnswer(data)) {
    throw new Error(`${SERVERS[name].name} answers ${body.slice(0, 500)}\nby ${text.slice(0, 500)}`);
  }
  return text;
}

/** User and system time of a process so far. Linux counts them in hundredths of a second. */
export async function cpuMs({ pid }: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** The same, once the process has done what it has begun, also for clients that have left. */
export async function settledCpuMs(child: ChildProcess): Promise<number> {
  for (let before = await cpuMs(child); ; ) {
    await sleep(SETTLE_MS);
    const now = await cpuMs(child);
    if (now - before <= IDLE_CPU_MS) return now;
    before = now;
  }
}

export async function residentMiB({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function isAnswered(port: number, body: string): Promise<boolean> {
  try {
    const response = await post(port, body);
    return response.ok && (await response.text()).includes('"cursor"');
  } catch {
    return false;
  }
}

async function post(port: number, body: string): Promise<Response> {
  return await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    dispatcher: withoutKeepAlive,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

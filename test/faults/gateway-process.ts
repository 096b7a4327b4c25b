/** The built gateway in a process of its own, that may be killed and started again on the same port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { z } from 'zod';

export interface GatewayProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Where it runs, and where its log goes. */
  readonly directory: string;
}

export interface GatewayProcess {
  readonly url: string;
  readonly logPath: string;
  /** Of the process that runs now; undefined while none does. */
  pid(): number | undefined;
  /** Ends it as it is meant to be ended, and starts it again with other variables. */
  restart(env: Readonly<Record<string, string>>): Promise<void>;
  /** Ends it as a crash does, and starts it again. */
  killAndRestart(): Promise<void>;
  isUp(): boolean;
  /** Whether it was away since an instant of `performance.now()`. */
  wasKilledSince(sinceMs: number): boolean;
  /** For how long it has been there since its first start, in milliseconds: a busy machine takes long to start it again. */
  upMs(): number;
  /** When it was killed, epoch milliseconds. */
  readonly kills: readonly number[];
  /** Times that it ended by itself. */
  crashes(): number;
  /** What it says of its archive; undefined when it does not answer. */
  archive(): Promise<ArchiveReadiness | undefined>;
  /** Longest block of the event loop in milliseconds, and most memory in bytes, as it measures them itself. */
  measures(): { readonly blockMs: number; readonly memoryBytes: number };
  close(): Promise<void>;
}

const MAIN = process.env.FAULTS_MAIN ?? fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const MEASURE_EVERY_MS = 1_000;
const START_WITHIN_MS = 60_000;
/** It is not started again after more. */
const MOST_CRASHES = 5;

const readinessShape = z.object({ archive: z.looseObject({ available: z.boolean() }) });
export type ArchiveReadiness = z.infer<typeof readinessShape>['archive'];

export async function startGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logPath = join(options.directory, 'gateway.log');
  const log = createWriteStream(logPath, { flags: 'a' });
  const kills: number[] = [];
  /** Infinite while it is away. */
  let awayUntilMs = Number.POSITIVE_INFINITY;
  let wasUpMs = 0;
  let isExpected = false;
  let crashes = 0;
  let blockMs = 0;
  let memoryBytes = 0;
  let { env } = options;
  let child = start();

  function start(): ChildProcess {
    const started = spawn(process.execPath, [MAIN, 'serve'], {
      cwd: options.directory,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.stdout?.pipe(log, { end: false });
    started.stderr?.pipe(log, { end: false });
    started.once('exit', () => {
      if (isExpected || started !== child) return;
      crashes += 1;
      away();
      if (crashes > MOST_CRASHES) return;
      child = start();
      // Whoever waits for it is told so by its own limit of time.
      listening().catch(() => {});
    });
    return started;
  }

  function isAway(): boolean {
    return awayUntilMs === Number.POSITIVE_INFINITY;
  }

  const upMs = () => wasUpMs + (isAway() ? 0 : performance.now() - awayUntilMs);

  function away(): void {
    wasUpMs = upMs();
    awayUntilMs = Number.POSITIVE_INFINITY;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    isExpected = true;
    away();
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    isExpected = false;
  }

  async function listening(): Promise<void> {
    const untilMs = performance.now() + START_WITHIN_MS;
    for (;;) {
      const health = await get('/health').catch(() => undefined);
      if (health !== undefined) break;
      if (performance.now() > untilMs) throw new Error(`the gateway does not start: see ${logPath}`);
      await sleep(20);
    }
    awayUntilMs = performance.now();
  }

  async function get(path: string): Promise<string> {
    const { body } = await request(`${url}${path}`, { signal: AbortSignal.timeout(5_000) });
    return await body.text();
  }

  async function measure(): Promise<void> {
    const text = await get('/metrics').catch(() => '');
    blockMs = Math.max(blockMs, 1000 * numberOf(text, 'nodejs_eventloop_lag_max_seconds'));
    memoryBytes = Math.max(memoryBytes, numberOf(text, 'process_resident_memory_bytes'));
  }

  await listening();
  const measuring = setInterval(() => void measure(), MEASURE_EVERY_MS);

  return {
    url,
    logPath,
    pid: () => child.pid,
    kills,
    upMs,
    isUp: () => !isAway(),
    wasKilledSince: (sinceMs) => sinceMs <= awayUntilMs,
    crashes: () => crashes,
    async restart(other) {
      await measure();
      await end('SIGTERM');
      env = { ...env, ...other };
      child = start();
      await listening();
    },
    async killAndRestart() {
      kills.push(Date.now());
      await end('SIGKILL');
      child = start();
      await listening();
    },
    async archive() {
      const ready = readinessShape.safeParse(json(await get('/ready').catch(() => '')));
      return ready.success ? ready.data.archive : undefined;
    },
    measures: () => ({ blockMs, memoryBytes }),
    async close() {
      clearInterval(measuring);
      await measure();
      await end('SIGTERM');
      await new Promise<void>((resolve) => log.end(() => resolve()));
    },
  };
}

function numberOf(telemetry: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(telemetry)?.[1] ?? 0);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

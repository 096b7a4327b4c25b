import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_ATTEMPTS = 300;

export interface RunningProgram {
  /** Such as http://127.0.0.1:43210. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** The built gateway as its own process, with its embedded sandbox unless `env` names another upstream. */
export async function startGateway(env: Readonly<Record<string, string>> = {}): Promise<RunningProgram> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = start(['serve'], {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: 'sqlite::memory:',
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'warn',
    ...env,
  });
  await untilAnswered(child, `${origin}/health`);
  return { origin, stop: () => stop(child) };
}

/** The sandbox as its own process: what every request meets is told by its options. */
export async function startSandbox(...options: readonly string[]): Promise<RunningProgram> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = start(['sandbox', '--port', String(port), ...options], {});
  await untilAnswered(child, origin);
  return { origin, stop: () => stop(child) };
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  // Nothing of the developer's own settings: a key or a database of theirs has no business in a test.
  return spawn(process.execPath, ['dist/main.js', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function untilAnswered(child: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`It exited with ${child.exitCode}; see its log above.`);
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error(`No answer from ${url} within ${START_ATTEMPTS / 10} seconds.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('A listening TCP server has a port.');
  return address.port;
}

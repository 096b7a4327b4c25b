/** A PostgreSQL of our own: Debian's programs, a temporary cluster, ended by its process id. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

export interface Postgres {
  /** A new, empty database, or a copy of another that nobody is connected to. */
  freshUrl(template?: string): Promise<string>;
  /** Removes a database that `freshUrl` made, whoever is connected to it. */
  drop(database: string): Promise<void>;
  /** Ends the server, and starts it again on the same port and data. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

/** Where Debian keeps the server's programs; undefined when it is not installed. */
export function postgresPrograms(): string | undefined {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base) : [];
  return versions.map((version) => join(base, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

export async function createPostgres(bin: string): Promise<Postgres> {
  const directory = await mkdtemp(join(tmpdir(), 'postgres-'));
  const port = await freePort();
  const data = join(directory, 'data');
  // The server refuses to run as root; Debian's package has made a user for it.
  const isRoot = process.getuid?.() === 0;
  const command = (program: string, args: readonly string[]): [string, string[]] =>
    isRoot
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', join(bin, program), ...args]]
      : [join(bin, program), [...args]];
  if (isRoot) {
    await chmod(directory, 0o755);
    execFileSync('chown', ['postgres:postgres', directory]);
  }
  await run(...command('initdb', ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8', '--no-sync']), {
    cwd: directory,
  });
  let server: ChildProcess | undefined;
  let databases = 0;
  const url = (database: string) => `postgres://test@127.0.0.1:${port}/${database}`;

  async function administer(statement: string): Promise<void> {
    const client = new Client({ connectionString: url('postgres') });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  async function start(): Promise<void> {
    const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', directory, '-F'];
    const [program, args] = command('postgres', options);
    server = spawn(program, args, { cwd: directory, stdio: 'ignore' });
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await administer('select 1');
      } catch (error) {
        if (attempt === 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async function stop(): Promise<void> {
    if (server === undefined) return;
    const ended = once(server, 'exit');
    // Immediate shutdown, as a crash.
    server.kill('SIGQUIT');
    await ended;
    server = undefined;
  }

  await start();
  return {
    async freshUrl(template) {
      databases += 1;
      const database = `archive_${databases}`;
      await administer(`create database ${database} template ${template ?? 'template1'}`);
      return url(database);
    },
    drop: (database) => administer(`drop database if exists "${database}" with (force)`),
    start,
    stop,
    async remove() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

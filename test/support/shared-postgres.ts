/**
 * One PostgreSQL for all test files of a run, started when the first asks for a database. The files run in processes of
 * their own: they ask over HTTP, POST /archive for a new archive, POST /empty for a new database, and DELETE when they
 * need one no more.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createPostgres, type Postgres, postgresPrograms } from '../archive/postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where `freshPostgresUrl` asks. */
    sharedPostgres: string;
  }
}

interface SharedPostgres extends Postgres {
  /** The name of a database with an archive's tables: a copy is made sooner than they are. */
  readonly template: string;
}

let server: Server | undefined;
let postgres: Promise<SharedPostgres> | undefined;

export async function setup(project: TestProject): Promise<void> {
  server = createServer((request, response) => {
    answer(request.method, request.url ?? '/').then(
      (body) => response.end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  project.provide('sharedPostgres', `http://127.0.0.1:${address.port}`);
}

async function answer(method: string | undefined, path: string): Promise<string> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is required: apt-get install postgresql');
  postgres ??= start(programs);
  const { freshUrl, drop, template } = await postgres;
  if (method === 'POST') return freshUrl(path === '/archive' ? template : undefined);
  await drop(path.slice(1));
  return '';
}

async function start(programs: string): Promise<SharedPostgres> {
  const started = await createPostgres(programs);
  const url = await started.freshUrl();
  const archive = await openArchive({ url, origin: 'template' });
  await archive.close();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('delete from archive_origin');
  await client.end();
  return { ...started, template: new URL(url).pathname.slice(1) };
}

export async function teardown(): Promise<void> {
  server?.closeAllConnections();
  server?.close();
  await (await postgres)?.remove();
}

/** The product as its users run it: the built program in a process of its own, over a sandbox whose calls are counted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

export interface RunningGateway {
  /** The GraphQL endpoint. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Upstream calls so far. */
  calls(): number;
  close(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const KEY = 'ecosystem-key';

export async function startGateway(env: Readonly<Record<string, string>> = {}): Promise<RunningGateway> {
  const sandbox = await startSandbox({
    intervalMs: 20,
    apiKey: KEY,
    // 240 apps every day, whatever the day.
    organization: createOrganization(),
  });
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'error',
      JODOO_API_KEY: KEY,
      JODOO_BASE_URL: sandbox.baseUrl,
      JODOO_MIN_INTERVAL_MS: '20',
      DATABASE_URL: 'sqlite::memory:',
      COLLECT: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await printedUrl(child);
  while (!(await fetch(new URL('/ready', url))).ok) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    url,
    sandbox,
    calls: () => sandbox.requests.length,
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await sandbox.close();
    },
  };
}

async function printedUrl(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const [, url] = /GraphiQL: (http:\S+)/.exec(output) ?? [];
    if (url !== undefined) {
      child.stdout?.resume();
      return url;
    }
  }
  throw new Error(`the gateway ended without listening: ${output}`);
}

interface AppData {
  readonly id: string;
  readonly appId: string;
  readonly appName: string;
  readonly app: { readonly ownerTeam: string };
}

/** A page as these tests ask for it. */
export interface PageData {
  readonly appUsage: {
    readonly edges: readonly { readonly node: AppData }[];
    readonly nodes: readonly AppData[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

/** Only what the query asked for is there. */
export interface Answer {
  readonly data: PageData & {
    readonly _service: { readonly sdl: string };
    readonly catalogue: readonly AppData[];
  };
  readonly errors?: readonly { readonly message: string }[];
}

export async function post(url: string, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

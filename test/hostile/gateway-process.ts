/** The built gateway as a process of its own, and a Jodoo whose requests are counted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type RawAnswer, type RawRequest, rawRequest } from '../server/raw-request.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROBE = fileURLToPath(new URL('loop-probe.mjs', import.meta.url));
const INTERVAL_MS = 20;
export const KEY = 'hostile-test-key-0123456789';

const measured = z.object({ longestBlockMs: z.number(), heapBytes: z.number() });
const answerShape = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string() }).optional() }))
    .optional(),
  extensions: z.looseObject({ upstream: z.object({ calls: z.number() }).optional() }).optional(),
});

export interface HostileAnswer {
  readonly status: number;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  /** Upstream calls that the answer owns up to. */
  readonly calls: number;
}

export interface GatewayProcess {
  readonly url: string;
  readonly sandbox: Sandbox;
  send(request?: RawRequest): Promise<RawAnswer>;
  query(
    query: string,
    variables?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HostileAnswer>;
  /** The longest block of the event loop since the last time, and the heap after a collection. */
  measure(): Promise<z.infer<typeof measured>>;
  log(): string;
  /** False once the process has ended by itself. */
  isRunning(): boolean;
  close(): Promise<void>;
}

export interface GatewayProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default 250. */
  readonly apps?: number;
  /** Of the sandbox: an archive belongs to one address. Default: a free one. */
  readonly upstreamPort?: number;
  /** In place of the sandbox. */
  readonly upstreamUrl?: string;
}

export async function startGatewayProcess(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
  const { env = {}, apps = 250 } = options;
  const sandbox = await startSandbox({
    port: options.upstreamPort ?? 0,
    organization: createOrganization({ apps }),
    intervalMs: INTERVAL_MS,
  });
  const child = spawn(process.execPath, ['--import', PROBE, 'dist/main.js', 'serve'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      JODOO_API_KEY: KEY,
      JODOO_BASE_URL: options.upstreamUrl ?? sandbox.baseUrl,
      JODOO_MIN_INTERVAL_MS: String(INTERVAL_MS),
      DATABASE_URL: 'sqlite::memory:',
      COLLECT: 'off',
      LOG_FORMAT: 'json',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const url = await listeningUrl(child, () => log);
  const send = (request?: RawRequest) => rawRequest(url, request);
  return {
    url,
    sandbox,
    send,
    async query(query, variables = {}, headers = {}) {
      return readAnswer(await send({ headers, body: JSON.stringify({ query, variables }) }));
    },
    async measure() {
      const answered = once(child, 'message');
      child.send('measure');
      const [message] = await answered;
      return measured.parse(message);
    },
    log: () => log,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      await sandbox.close();
    },
  };
}

export function readAnswer({ status, text }: Pick<RawAnswer, 'status' | 'text'>): HostileAnswer {
  const { data, errors = [], extensions } = answerShape.parse(JSON.parse(text));
  return {
    status,
    text,
    data: data ?? {},
    errors: errors.map(({ message, extensions: more }) => ({ message, code: more?.code ?? 'NONE' })),
    calls: extensions?.upstream?.calls ?? 0,
  };
}

async function listeningUrl(child: ChildProcess, log: () => string): Promise<string> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It did not start:\n${log()}`);
    const [, url] = /(http:\S+)\/graphql/.exec(log()) ?? [];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

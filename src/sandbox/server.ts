/** A Jodoo on a real loopback socket: the default upstream without a key, and the tests' upstream. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { JODOO_CODES } from '../jodoo/contract.ts';
import { answer, listOf } from './answer.ts';
import { type Asked, type EndpointName, readAsked } from './asked.ts';
import { changedAnswer } from './changed-answer.ts';
import { deliver, latencyOf } from './deliver.ts';
import { type Failure, failure } from './failure.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGate } from './gate.ts';
import { createLivingOrganization } from './living-organization.ts';
import type { Organization } from './organization.ts';
import { createRateLimit, type LimitMode } from './rate-limit.ts';
import { readJson } from './request-body.ts';

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: a living one. */
  readonly organization?: Organization;
  /** What stands for the second of "one request a second". Default 1000. */
  readonly intervalMs?: number;
  /** Default sliding. */
  readonly limitMode?: LimitMode;
  /** Epoch milliseconds: decides which days exist. Tests may let it stand still. */
  readonly now?: () => number;
  /** Milliseconds that always run on: the rate limit's clock. Default: the process's own, never `now`. */
  readonly monotonic?: () => number;
  /** 0…1, for what is left to chance: jitter. */
  readonly random?: () => number;
  /** The one key that is accepted. Left out: any. */
  readonly apiKey?: string;
  /** How long each answer takes, once the request has been counted. Default 0. */
  readonly latencyMs?: number;
  /** Where `faults.arrivalJitterMs` starts. Default 0. */
  readonly arrivalJitterMs?: number;
}

/** One request as it was met. */
export interface SandboxRequest {
  /** The path below the base URL, as in the contract's ENDPOINTS; null when it was not below it. */
  readonly endpoint: string | null;
  /** What its JSON said; undefined when it was none. */
  readonly body: unknown;
  /** When it was counted, by the monotonic clock. */
  readonly atMs: number;
  /** False when the key, the path or the rate limit refused it. */
  readonly admitted: boolean;
  /** The code answered, 0 for a success; null while there is no answer, or none in the upstream's own form. */
  readonly code: number | null;
}

/** A request whose answer is still to come. */
type Counted = Omit<SandboxRequest, 'code'> & { code: number | null };

export interface Sandbox {
  /** For JODOO_BASE_URL. */
  readonly baseUrl: string;
  readonly organization: Organization;
  readonly faults: Faults;
  /** In the order in which they were counted. */
  readonly requests: readonly SandboxRequest[];
  /** Ends at once, with whatever connection is open. */
  close(): Promise<void>;
}

const BASE_PATH = '/api';
/** More requests than any test makes; a sandbox that runs for days keeps the latest ones. */
const MOST_KEPT_REQUESTS = 100_000;

/** Rejects when it cannot listen. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', organization = createLivingOrganization() } = options;
  const faults = createFaults(options.arrivalJitterMs);
  const requests: Counted[] = [];
  const closing = new AbortController();
  const serve = createHandler({ ...options, organization, faults, requests, closing: closing.signal });

  const server = createServer((request, response) => {
    // The client went away, or the sandbox is closing: there is nobody to tell.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address ? address.port : port;

  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}${BASE_PATH}`,
    organization,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        // Keep-alive connections and hanging answers would hold it open for ever.
        server.closeAllConnections();
      }),
  };
}

interface HandlerOptions extends SandboxOptions {
  readonly organization: Organization;
  readonly faults: Faults;
  readonly requests: Counted[];
  readonly closing: AbortSignal;
}

function createHandler(options: HandlerOptions) {
  const { organization, faults, requests, closing, intervalMs = 1000, limitMode = 'sliding' } = options;
  const { now = Date.now, monotonic = sinceEpoch, random = Math.random, latencyMs = 0 } = options;
  const rateLimit = createRateLimit({ mode: limitMode, intervalMs });
  const gate = createGate({ apiKey: options.apiKey, rateLimit });

  async function delay(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: closing });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readJson(request);
    await delay(faults.arrivalJitterMs * random());
    const path = pathOf(request.url);
    const atMs = monotonic();
    const admission = gate(request, path, atMs);
    const admitted = typeof admission === 'string';
    const asked = admitted ? readRequest(request, admission, body, now()) : admission;
    const understood = 'endpoint' in asked ? asked : undefined;
    const entry: Counted = { endpoint: path, body, atMs, admitted, code: null };
    requests.push(entry);
    if (requests.length > MOST_KEPT_REQUESTS) requests.splice(0, MOST_KEPT_REQUESTS / 2);
    const met = admitted ? faults.take(understood) : [];
    await delay(latencyMs + latencyOf(met, random));
    const planned = () => {
      if (!('endpoint' in asked)) return asked;
      const list = listOf(organization, asked);
      return changedAnswer(answer(organization, asked, list), met, asked, list);
    };
    entry.code = await deliver({ response, faults: met, planned, delay });
  };
}

function readRequest(
  { method }: IncomingMessage,
  endpoint: EndpointName,
  body: unknown,
  nowMs: number,
): Asked | Failure {
  if (method !== 'POST') return failure(JODOO_CODES.invalidRequest, 'only POST is possible');
  return readAsked(endpoint, body, nowMs);
}

/** Monotonic, and aligned with calendar seconds as the calendar limit needs it. */
function sinceEpoch(): number {
  return performance.timeOrigin + performance.now();
}

function pathOf(url = '/'): string | null {
  const path = url.split('?', 1)[0] ?? url;
  return path.startsWith(`${BASE_PATH}/`) ? path.slice(BASE_PATH.length) : null;
}

/** A Jodoo on a real loopback socket: the default upstream without a key, and the tests' upstream. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { JODOO_CODES } from '../jodoo/contract.ts';
import { answer, failure, isEndpoint, type SandboxAnswer } from './answer.ts';
import { unauthorized } from './authorization.ts';
import { deliver, latencyOf } from './deliver.ts';
import { createFaults, type Faults } from './faults.ts';
import { createOrganization, type Organization } from './organization.ts';
import { createRateLimit, type LimitMode } from './rate-limit.ts';
import { readJson } from './request-body.ts';

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
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

/** Rejects when it cannot listen. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', intervalMs = 1000, limitMode = 'sliding', apiKey } = options;
  const { now = Date.now, monotonic = sinceEpoch, random = Math.random, latencyMs = 0 } = options;
  const { organization = createOrganization() } = options;
  const rateLimit = createRateLimit({ mode: limitMode, intervalMs });
  const faults = createFaults(options.arrivalJitterMs);
  const requests: SandboxRequest[] = [];
  const closing = new AbortController();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    await delay(faults.arrivalJitterMs * random());
    const endpoint = endpointOf(request.url);
    const atMs = monotonic();
    const refusal = refusalOf(request, endpoint, atMs);
    const entry: Counted = { endpoint, body, atMs, admitted: refusal === undefined, code: null };
    requests.push(entry);
    const met = refusal ? [] : faults.take();
    await delay(latencyMs + latencyOf(met, random));
    entry.code = deliver(response, refusal ?? answerTo(request, endpoint, body), met);
  }

  /**
   * The key comes first, the rate second and the parameters last (undocumented, and the strictest choice): a
   * request with wrong parameters uses up its second, one with a wrong key does not.
   */
  function refusalOf(
    { headers }: IncomingMessage,
    endpoint: string | null,
    atMs: number,
  ): SandboxAnswer | undefined {
    const refusal = unauthorized(headers.authorization, apiKey);
    if (refusal) return refusal;
    if (endpoint === null || !isEndpoint(endpoint)) {
      return failure(JODOO_CODES.invalidRequest, 'no such endpoint', 404);
    }
    if (rateLimit.admits(endpoint, atMs)) return undefined;
    return failure(JODOO_CODES.organizationLimitExceeded, "the organization's request limit is exceeded");
  }

  function answerTo({ method }: IncomingMessage, endpoint: string | null, body: unknown): SandboxAnswer {
    if (method !== 'POST') return failure(JODOO_CODES.invalidRequest, 'only POST is possible');
    return answer(organization, endpoint, body, now());
  }

  async function delay(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: closing.signal });
  }

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

/** Monotonic, and aligned with calendar seconds as the calendar limit needs it. */
function sinceEpoch(): number {
  return performance.timeOrigin + performance.now();
}

function endpointOf(url = '/'): string | null {
  const path = url.split('?', 1)[0] ?? url;
  return path.startsWith(`${BASE_PATH}/`) ? path.slice(BASE_PATH.length) : null;
}

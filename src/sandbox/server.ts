/** A Jodoo on a real loopback socket: the default upstream without a key, and the tests' upstream. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppMetricsItem } from '../jodoo/contract.ts';
import { JODOO_CODES } from '../jodoo/contract.ts';
import { answer, type SandboxAnswer } from './answer.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { createOrganization, type Organization } from './organization.ts';
import { createRateLimit, type LimitMode } from './rate-limit.ts';

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly organization?: Organization;
  /** What stands for the second of "one request a second". Default 1000. */
  readonly intervalMs?: number;
  /** Default sliding. */
  readonly limitMode?: LimitMode;
  /** Epoch milliseconds: decides which days exist. */
  readonly now?: () => number;
  /** The one key that is accepted. Left out: any. */
  readonly apiKey?: string;
  /** How long an answer takes, once the request has been let in. */
  readonly latencyMs?: number;
  /** A delay of 0…this before a request is counted: a network that is not quiet. */
  readonly arrivalJitterMs?: number;
}

/** One request as it was met. */
export interface SandboxRequest {
  readonly path: string;
  readonly body: unknown;
  /** Milliseconds of a monotonic clock, when it was counted. */
  readonly atMs: number;
  /** False when the rate limit refused it. */
  readonly admitted: boolean;
}

export interface Sandbox {
  /** For JODOO_BASE_URL. */
  readonly baseUrl: string;
  readonly organization: Organization;
  readonly faults: Faults;
  readonly requests: readonly SandboxRequest[];
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024;
const BASE_PATH = '/api';

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, intervalMs = 1000, limitMode = 'sliding', now = Date.now } = options;
  const { apiKey, latencyMs = 0, arrivalJitterMs = 0, organization = createOrganization() } = options;
  const rateLimit = createRateLimit(limitMode, intervalMs);
  const faults = createFaults();
  const requests: SandboxRequest[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    if (arrivalJitterMs > 0) await sleep(Math.random() * arrivalJitterMs);
    const path = (request.url ?? '').replace(BASE_PATH, '');
    const atMs = performance.timeOrigin + performance.now();
    // The key comes first and the rate second: a request with wrong parameters uses up its second.
    const refusal = unauthorized(request.headers.authorization, apiKey);
    const admitted = refusal === undefined && rateLimit.admits(path, atMs);
    requests.push({ path, body, atMs, admitted });
    const fault = admitted ? faults.take() : undefined;
    if (latencyMs > 0) await sleep(latencyMs);
    if (refusal) send(response, refusal);
    else if (!admitted)
      send(response, failure(JODOO_CODES.organizationLimitExceeded, 'request limit exceeded'));
    else if (request.method !== 'POST') send(response, failure(JODOO_CODES.invalidRequest, 'POST only'));
    else meet(fault, answer(organization, path, body, now()), response);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address ? address.port : port;

  return {
    baseUrl: `http://127.0.0.1:${boundPort}${BASE_PATH}`,
    organization,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function meet(fault: Fault | undefined, planned: SandboxAnswer, response: ServerResponse): void {
  switch (fault?.kind) {
    case undefined:
      send(response, planned);
      return;
    case 'code':
      send(response, failure(fault.code, fault.msg));
      return;
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
      return;
    case 'reset':
      response.destroy();
      return;
    case 'hang':
      return;
    case 'body':
      response.writeHead(200, { 'content-type': 'application/json' }).end(fault.text);
      return;
    case 'rows':
      send(response, { status: 200, body: changed(planned.body, fault.change) });
  }
}

function changed(body: object, change: (item: AppMetricsItem) => unknown): object {
  return 'items' in body && Array.isArray(body.items) ? { ...body, items: body.items.map(change) } : body;
}

function send(response: ServerResponse, { status, body }: SandboxAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function failure(code: number, msg: string): SandboxAnswer {
  return { status: 400, body: { code, msg } };
}

function unauthorized(header: string | undefined, apiKey: string | undefined): SandboxAnswer | undefined {
  const given = /^Bearer (.+)$/.exec(header ?? '')?.[1];
  if (given === undefined) return failure(JODOO_CODES.authorizationFailed, 'authorization failed');
  if (apiKey !== undefined && given !== apiKey) return failure(JODOO_CODES.invalidApiKey, 'invalid API key');
  return undefined;
}

/** The body as JSON; undefined when it is none (which then is an invalid parameter). */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

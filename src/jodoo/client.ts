/**
 * The upstream over HTTP: one keep-alive pool, a time limit a call, a bound on what it may answer, and the
 * contract at the door. It neither paces nor retries: `slots/` does.
 */
import { Agent, request } from 'undici';
import type { z } from 'zod';
import { type AppMetricsRequest, type AppMetricsResponse, ENDPOINTS, failureResponse } from './contract.ts';
import { invalidResponse, unexpectedStatus, unreachable, upstreamFailure } from './upstream-error.ts';

export interface JodooClientOptions {
  /** For example `https://api.jodoo.com/api`. */
  readonly baseUrl: string;
  /** Belongs to one organization. Leaves this module only in the Authorization header. */
  readonly apiKey: string;
  /** From the call's start to its answer's last byte. */
  readonly timeoutMs: number;
  /** Largest answer accepted, in bytes. A hundred rows are about 60 kB. Default 8 MiB. */
  readonly maxResponseBytes?: number;
}

export interface JodooClient {
  /** Makes one call. Rejects with an UpstreamError, whatever goes wrong. */
  appMetrics(body: AppMetricsRequest): Promise<AppMetricsResponse>;
  /** Waits for running calls, then closes the connections. */
  close(): Promise<void>;
}

export function createJodooClient(options: JodooClientOptions): JodooClient {
  const { baseUrl, apiKey, timeoutMs, maxResponseBytes = 8 * 1024 * 1024 } = options;
  // The pace allows one call a second; a few connections are for answers slower than that.
  const agent = new Agent({ connections: 8, keepAliveTimeout: 30_000, maxResponseSize: maxResponseBytes });

  async function exchange(path: string, body: unknown): Promise<{ status: number; text: string }> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await request(`${baseUrl}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        dispatcher: agent,
        signal,
      });
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      if (signal.aborted) throw unreachable(`no answer within ${timeoutMs} ms`, error);
      if (hasCode(error, 'UND_ERR_RES_EXCEEDED_MAX_SIZE')) {
        throw invalidResponse('the body', `it is larger than ${maxResponseBytes} bytes`, 200);
      }
      throw unreachable(error instanceof Error ? error.message : String(error), error);
    }
  }

  async function call<S extends z.ZodType>(endpoint: { path: string; response: S }, body: unknown) {
    const { status, text } = await exchange(endpoint.path, body);
    if (status < 200 || status >= 300) throw failure(status, text);
    return parsed(endpoint.response, text, status);
  }

  return {
    appMetrics: (body) => call(ENDPOINTS.appMetrics, body),
    close: () => agent.close(),
  };
}

function failure(status: number, text: string): Error {
  const said = failureResponse.safeParse(json(text));
  // A proxy's 5xx may be JSON of any shape; only the upstream's own 4xx carries a code to go by.
  if (said.success && status < 500) return upstreamFailure(said.data.code, said.data.msg, status);
  return unexpectedStatus(status);
}

function parsed<S extends z.ZodType>(schema: S, text: string, status: number): z.infer<S> {
  const value = json(text);
  if (value === undefined) throw invalidResponse('the body', 'it is not JSON', status);
  // Some gateways wrap a failure in HTTP 200.
  const failed = failureResponse.safeParse(value);
  if (failed.success && failed.data.code !== 0)
    throw upstreamFailure(failed.data.code, failed.data.msg, status);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidResponse(pathText(issue?.path ?? []), issue?.message ?? 'unknown', status);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the body';
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    '',
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

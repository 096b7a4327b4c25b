/**
 * The upstream over HTTP: one keep-alive pool, a time limit a call, a bound on what it may answer, and the
 * contract at the door. It neither paces nor retries: `slots/` does.
 */
import { Agent, type Dispatcher, request } from 'undici';
import { failureResponse, MAX_PAGE_SIZE } from './contract.ts';
import { LIST_KINDS, LISTS, type ListCall, type ListKind, type ListResponse, requestBody } from './lists.ts';
import { quotable } from './redacted.ts';
import { htmlResponse, invalidResponse, unreachable } from './upstream-error.ts';
import { unexpectedStatus, upstreamFailure } from './upstream-failure.ts';

export interface JodooClientOptions {
  /** For example `https://api.jodoo.com/api`. */
  readonly baseUrl: string;
  /** Belongs to one organization. Leaves this module only in the Authorization header. */
  readonly apiKey: string;
  /** From the call's start to its answer's last byte, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Connections at a time: as many as calls may be under way, or calls wait for a connection and arrive in a burst.
   * Default: 16 for each list.
   */
  readonly connections?: number;
  /** Further headers of each call, such as the trace that it belongs to. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

export interface JodooClient {
  /** Makes one call. Rejects with an UpstreamError, whatever goes wrong. */
  call(kind: ListKind, call: ListCall): Promise<ListResponse>;
  /** Waits for running calls, then closes the connections. */
  close(): Promise<void>;
}

const CONNECTIONS = 16 * LIST_KINDS.length;
const KEEP_ALIVE_MS = 30_000;
/** A row takes about 600 bytes. Whoever sends more than this has not understood what was asked. */
const MAX_BYTES_PER_ROW = 4_096;
/** Room for a failure, a proxy's page, and fields that are new. */
const MAX_BYTES_BESIDE_ROWS = 65_536;

interface Exchange {
  readonly status: number;
  readonly isHtml: boolean;
  /** undefined: it is larger than allowed. */
  readonly text: string | undefined;
}

export function createJodooClient(options: JodooClientOptions): JodooClient {
  const { baseUrl, apiKey, timeoutMs, connections = CONNECTIONS } = options;
  const { headers = () => ({}) } = options;
  const agent = new Agent({
    connections,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // The call's own time limit is the only one; nobody waits any more for a connection that takes longer.
    connect: { timeout: timeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const shown = (text: string) => quotable(text, [apiKey]);

  async function exchange(path: string, body: object, maxBytes: number): Promise<Exchange> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await request(`${baseUrl}${path}`, {
        method: 'POST',
        headers: { ...headers(), authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        dispatcher: agent,
        signal,
      });
      const text = await textOf(response, maxBytes);
      return { status: response.statusCode, isHtml: isHtml(response, text), text };
    } catch (error) {
      if (signal.aborted) throw unreachable(`no answer within ${timeoutMs} ms`, undefined);
      const reason = shown(reasonOf(error));
      // The error itself may carry the address with its password, and would be logged whole.
      throw unreachable(reason, new Error(reason));
    }
  }

  function failure({ status, isHtml, text }: Exchange): Error {
    const said = failureResponse.safeParse(json(text));
    // A proxy's 5xx may be JSON of any shape; only the upstream's own 4xx carries a code to go by.
    if (said.success && status < 500) return upstreamFailure(said.data.code, shown(said.data.msg), status);
    return unexpectedStatus(status, isHtml);
  }

  function parsed(
    kind: ListKind,
    call: ListCall,
    { status, isHtml, text }: Exchange,
    maxBytes: number,
  ): ListResponse {
    const body = json(text);
    if (body === undefined) {
      if (isHtml) throw htmlResponse(status);
      const problem = text === undefined ? `it is larger than ${maxBytes} bytes` : 'it is not JSON';
      throw invalidResponse('the body', problem, status);
    }
    // Some gateways wrap a failure in HTTP 200.
    const failed = failureResponse.safeParse(body);
    if (failed.success && failed.data.code !== 0) {
      throw upstreamFailure(failed.data.code, shown(failed.data.msg), status);
    }
    // Before each of them is parsed: every wrong one would become some issues.
    const items = itemsOf(body);
    if (items > MAX_PAGE_SIZE) {
      throw invalidResponse('items', `at most ${MAX_PAGE_SIZE} rows can be asked for, got ${items}`, status);
    }
    const result = LISTS[kind].parse(call.day, body);
    if (result.ok) return { ...result.response, date: shown(result.response.date) };
    const { path = [], message = 'unknown' } = result.issue ?? {};
    throw invalidResponse(shown(pathText(path)), shown(message), status);
  }

  return {
    async call(kind, call) {
      const maxBytes = MAX_BYTES_BESIDE_ROWS + rowsAsked(kind, call) * MAX_BYTES_PER_ROW;
      const answer = await exchange(LISTS[kind].path, requestBody(kind, call), maxBytes);
      if (answer.status < 200 || answer.status >= 300) throw failure(answer);
      return parsed(kind, call, answer, maxBytes);
    },
    close: () => agent.close(),
  };
}

function rowsAsked(kind: ListKind, call: ListCall): number {
  if (kind === 'organization') return 1;
  return call.kind === 'ids' ? call.ids.length : MAX_PAGE_SIZE;
}

/** The body as text; undefined, and the rest unread, when it is larger than `maxBytes`. */
async function textOf({ body }: Dispatcher.ResponseData, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function isHtml({ headers }: Dispatcher.ResponseData, text: string | undefined): boolean {
  return String(headers['content-type']).startsWith('text/html') || /^\s*</.test(text ?? '');
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function itemsOf(body: unknown): number {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  return Array.isArray(items) ? items.length : 0;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : error.name;
  // An attempt at several addresses fails with an error without a message.
  return error.message || code;
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the body';
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    '',
  );
}

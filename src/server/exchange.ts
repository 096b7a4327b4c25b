import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../errors.ts';
import type { Caller } from './callers.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';

/** A request and its answer on their way through the server. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Without the query. */
  readonly path: string;
  /** Aborted when the client is gone before its answer was sent. */
  readonly gone: AbortSignal;
  readonly notes: RequestNotes;
}

/** What the log and telemetry tell of a request, gathered while it runs. */
export interface RequestNotes {
  /** Also in the answer's X-Request-Id. */
  readonly id: string;
  readonly startedMs: number;
  caller?: Caller;
  /** Set once it was refused. */
  refused?: ErrorCode;
  /** Set once it is known to be a query. */
  query?: QueryNotes;
}

export interface QueryNotes {
  operation?: string | undefined;
  type?: string | undefined;
  /** Codes of the errors in the answer. */
  errors?: readonly string[];
  /** True once its answer is known to stay true for ever. */
  lasting?: boolean;
  /** What it has cost so far. */
  report?: () => { readonly calls: number; readonly waitMs: number };
}

export function createExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  let gone: AbortController | undefined;
  const id = requestIdOf(request);
  response.setHeader(REQUEST_ID_HEADER, id);
  return {
    request,
    response,
    path: (request.url ?? '/').split('?', 1)[0] ?? '/',
    // Made when it is asked for: an answer that is known already needs none.
    get gone() {
      gone ??= abortedWhenGone(response);
      return gone.signal;
    },
    notes: { id, startedMs: performance.now() },
  };
}

function abortedWhenGone(response: ServerResponse): AbortController {
  const gone = new AbortController();
  const abort = () => {
    if (!response.writableFinished) gone.abort();
  };
  if (response.closed) abort();
  else response.once('close', abort);
  return gone;
}

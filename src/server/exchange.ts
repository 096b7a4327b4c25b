import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../errors.ts';
import type { OperationReport, Shelf } from '../usage/operation.ts';
import type { Caller } from './callers.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';

/** A request and its answer on their way through the server. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Without the query. */
  readonly path: string;
  readonly notes: RequestNotes;
  /** Headers that the answer has whatever it is, names and values in turn; `writeHead` adds them. */
  readonly headers: string[];
  /** Request headers that the answer depends on whatever it is, for `vary`. */
  varies: string | undefined = undefined;
  #gone: AbortController | undefined = undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    const { url = '/' } = request;
    const query = url.indexOf('?');
    const id = requestIdOf(request);
    this.request = request;
    this.response = response;
    this.path = query === -1 ? url : url.slice(0, query);
    this.notes = { id, startedMs: performance.now() };
    this.headers = [REQUEST_ID_HEADER, id];
  }

  /** The client is gone before its answer was sent. */
  get isGone(): boolean {
    return this.response.closed && !this.response.writableFinished;
  }

  /** Aborted when the client is gone before its answer was sent. Made when it is asked for: most answers need none. */
  get gone(): AbortSignal {
    if (this.#gone === undefined) {
      this.#gone = new AbortController();
      if (this.isGone) this.closed();
    }
    return this.#gone.signal;
  }

  /** Its connection is done with it. */
  closed(): void {
    if (!this.response.writableFinished) this.#gone?.abort();
  }
}

/** What the log and telemetry tell of a request, gathered while it runs. */
export interface RequestNotes {
  /** Also in the answer's X-Request-Id. */
  readonly id: string;
  readonly startedMs: number;
  /** Of a query that is traced. */
  traceId?: string | undefined;
  caller?: Caller;
  /** Set once it was refused. */
  refused?: ErrorCode;
  /** Set once it is known to be a query. */
  query?: Readonly<QueryNotes>;
}

export interface QueryNotes {
  operation?: string | undefined;
  type?: string | undefined;
  /** Codes of the errors in the answer. */
  errors?: readonly string[];
  /** True once its answer is known to stay true for ever. */
  lasting?: boolean;
  /** What it has cost so far. */
  report?: () => QueryReport;
}

export interface QueryReport extends Omit<OperationReport, 'lasting' | 'shelf'> {
  /** The lowest shelf that was asked; `answers` are the finished ones. */
  readonly shelf: Shelf | 'answers';
}

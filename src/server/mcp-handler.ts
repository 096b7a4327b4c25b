import type { McpEndpoint } from '../mcp/mcp-endpoint.ts';
import type { MaybePromise } from '../usage/maybe-promise.ts';
import type { Caller } from './callers.ts';
import type { Exchange } from './exchange.ts';
import type { QueryExecution } from './query-execution.ts';
import { BODY_TOO_LARGE, MAX_BODY_BYTES, postRefusal } from './query-request.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import { readBody } from './request-body.ts';
import { sendResponse } from './send-response.ts';

export interface McpHandlerOptions {
  readonly endpoint: McpEndpoint;
  readonly execution: Pick<QueryExecution, 'resultOf'>;
}

const BATCH: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'Send one JSON-RPC message a request, not an array of them.',
};
/** Answers the Model Context Protocol: each call of a tool is a query of the caller's, executed like any other. */
export function createMcpHandler({
  endpoint,
  execution,
}: McpHandlerOptions): (exchange: Exchange, caller: Caller) => MaybePromise<void> {
  async function answer(exchange: Exchange, caller: Caller, text: string): Promise<void> {
    // A request is one operation: its limits and its line in the log are for one.
    if (text.trimStart().startsWith('[')) return refuse(exchange, BATCH);
    const response = await endpoint.answer(protocolRequest(exchange, text), (params) =>
      execution.resultOf(exchange, caller, params),
    );
    await sendResponse(response, exchange);
  }

  return (exchange, caller) => {
    const refusal = postRefusal(exchange.request);
    if (refusal !== undefined) return refuse(exchange, refusal);
    return readBody(exchange.request, MAX_BODY_BYTES, (body) =>
      body === 'too large' ? refuse(exchange, BODY_TOO_LARGE) : answer(exchange, caller, body.toString()),
    );
  };
}

/** What the protocol reads of a request. It is answered as JSON whatever else the client takes. */
function protocolRequest({ request: { headers } }: Exchange, body: string): Request {
  const { 'content-type': type = '', 'mcp-protocol-version': version } = headers;
  const passed = new Headers({ accept: 'application/json, text/event-stream', 'content-type': type });
  if (typeof version === 'string') passed.set('mcp-protocol-version', version);
  return new Request('http://localhost/mcp', { method: 'POST', headers: passed, body });
}

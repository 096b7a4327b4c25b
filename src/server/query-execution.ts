import { GatewayError } from '../errors.ts';
import { createAnswerTypes } from './answer-types.ts';
import type { Caller } from './callers.ts';
import type { Exchange, QueryNotes } from './exchange.ts';
import { type FinishedAnswer, finishedAnswer, type JsonAnswer } from './finished-answer.ts';
import { createGatewayYoga, type GatewayYogaOptions } from './gateway-yoga.ts';
import { createPlainQueries } from './plain-query.ts';
import { sendAnswer } from './send-answer.ts';
import { sendResponse } from './send-response.ts';
import { sendText } from './send-text.ts';
import type { ServerContext } from './server-context.ts';
import { staleIfError } from './stale-if-error.ts';

export interface QueryExecutionOptions extends GatewayYogaOptions {
  readonly requestTimeoutMs: number;
  readonly graceMs: number;
  /** For requests whose `Cache-Control` has no `stale-if-error`, in milliseconds. */
  readonly staleIfErrorMs: number;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}

/**
 * Executes queries with Yoga and sends their answers. `keep` is told of those that never change, as they are to be
 * sent from then on.
 */
export function createQueryExecution(
  options: QueryExecutionOptions,
): (
  exchange: Exchange,
  caller: Caller,
  body: Buffer,
  keep: (answer: FinishedAnswer) => void,
) => Promise<void> {
  const { requestTimeoutMs, graceMs, staleIfErrorMs, closing } = options;
  const yoga = createGatewayYoga(options);
  const types = createAnswerTypes();
  const executePlain = createPlainQueries({ yoga, types, secrets: options.secrets });

  async function executeWithYoga(
    exchange: Exchange,
    body: Buffer,
    context: ServerContext,
  ): Promise<JsonAnswer | Response> {
    const url = `http://localhost${exchange.request.url}`;
    const answer = await yoga.fetch(url, fetched(exchange, body), context);
    const contentType = answer.headers.get('content-type') ?? '';
    if (answer.status !== 200 || context.notes.lasting === undefined || !isJson(contentType)) return answer;
    types.learn(exchange.request.headers.accept, contentType);
    // Errors may have set headers.
    return context.notes.errors === undefined ? { text: await answer.text(), contentType } : answer;
  }

  return async (exchange, caller, body, keep) => {
    if (exchange.gone.aborted) return;
    const notes: QueryNotes = {};
    exchange.notes.query = notes;
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(timeout(requestTimeoutMs)), requestTimeoutMs + graceMs);
    exchange.gone.addEventListener('abort', () => end.abort(exchange.gone.reason));
    try {
      const staleMs = staleIfError(exchange.request.headers['cache-control']) ?? staleIfErrorMs;
      const context = { notes, caller, requestId: exchange.notes.id, signal: end.signal, closing, staleMs };
      const plain = await executePlain(exchange, body, context);
      const answer = plain ?? (await executeWithYoga(exchange, body, context));
      // It has begun in time, and may last.
      if (notes.type === 'subscription') clearTimeout(timer);
      if (answer instanceof yoga.fetchAPI.Response) return await sendResponse(answer, exchange);
      const kept = notes.lasting === true ? finishedAnswer(answer, notes) : undefined;
      if (kept === undefined) return sendText(exchange, answer);
      keep(kept);
      // What it cost is told this time.
      sendAnswer(exchange, { ...kept, bodies: { identity: Buffer.from(answer.text) } });
    } finally {
      clearTimeout(timer);
      // Whatever became of it, nobody listens any more.
      if (notes.type === 'subscription') end.abort();
    }
  };
}

/** What Yoga reads of a request. A HEAD asks for what a GET would be answered. */
function fetched({ request: { method, headers } }: Exchange, body: Buffer): RequestInit {
  const { accept, 'content-type': type } = headers;
  const passed = {
    ...(accept !== undefined && { accept }),
    ...(type !== undefined && { 'content-type': type }),
  };
  return method === 'POST'
    ? { method, headers: passed, body: body.toString() }
    : { method: 'GET', headers: passed };
}

/** Answers that are sent in parts are of other types. */
function isJson(contentType: string): boolean {
  return /^application\/(graphql-response\+)?json\b/.test(contentType);
}

function timeout(requestTimeoutMs: number): GatewayError {
  return new GatewayError(
    'TIMEOUT',
    `The operation was stopped: it ran longer than ${requestTimeoutMs} ms. Ask for less at once.`,
  );
}

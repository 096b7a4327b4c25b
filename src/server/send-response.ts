import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from './exchange.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import { type AnswerHeaders, writeHead } from './write-head.ts';

const NOT_ACCEPTABLE: Refusal = {
  status: 406,
  code: 'NOT_ACCEPTABLE',
  message: "Answers are JSON: send 'Accept: application/json' or 'application/graphql-response+json'.",
};
const NO_EVENTS: Refusal = {
  ...NOT_ACCEPTABLE,
  message: "A subscription is answered by events: send 'Accept: text/event-stream'.",
};
const UNSUPPORTED_MEDIA_TYPE: Refusal = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: "Send the query as JSON, with 'Content-Type: application/json'.",
};

/** Sends what Yoga answers and nobody may keep. Headers that are set already stay, and `vary` is joined. */
export async function sendResponse(answer: Response, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  if (response.destroyed) return;
  // Yoga's own refusals have no body.
  if (answer.status === 406)
    return refuse(exchange, exchange.notes.query?.type === 'subscription' ? NO_EVENTS : NOT_ACCEPTABLE);
  if (answer.status === 415) return refuse(exchange, UNSUPPORTED_MEDIA_TYPE);
  const headers: AnswerHeaders = {
    'x-content-type-options': 'nosniff',
    ...(request.method !== 'POST' && { 'cache-control': 'no-store' }),
    ...Object.fromEntries(answer.headers),
  };
  if (answer.body === null || !isStream(answer)) {
    const text = await answer.text();
    writeHead(exchange, answer.status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
  } else {
    // nginx would keep events until they fill its buffer.
    writeHead(exchange, answer.status, { ...headers, 'x-accel-buffering': 'no' });
    // A client may leave a stream whenever it wants.
    await pipeline(Readable.from(answer.body), response).catch((error: unknown) => {
      if (!exchange.gone.aborted) throw error;
    });
  }
}

/** Events and parts are sent one by one, when they are there. */
function isStream({ headers }: Response): boolean {
  return /^(text\/event-stream|multipart\/)/.test(headers.get('content-type') ?? '');
}

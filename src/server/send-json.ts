import type { Exchange } from './exchange.ts';
import { type AnswerHeaders, writeHead } from './write-head.ts';

/** Sends a whole JSON answer. */
export function sendJson(
  exchange: Exchange,
  status: number,
  body: object,
  headers: AnswerHeaders = {},
): void {
  writeHead(exchange, status, {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    ...headers,
  }).end(`${JSON.stringify(body)}\n`);
}

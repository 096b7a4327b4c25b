import type { Exchange } from './exchange.ts';
import type { JsonAnswer } from './finished-answer.ts';
import { writeHead } from './write-head.ts';

/** Sends an answer that nobody may keep, in one write. */
export function sendText(exchange: Exchange, { text, contentType }: JsonAnswer): void {
  if (exchange.response.destroyed) return;
  writeHead(exchange, 200, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    ...(exchange.request.method !== 'POST' && { 'cache-control': 'no-store' }),
  }).end(text);
}

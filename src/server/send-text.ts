import type { Exchange } from './exchange.ts';
import type { JsonAnswer } from './finished-answer.ts';

/** Sends an answer that nobody may keep, in one write. Headers that are set already stay. */
export function sendText({ request, response }: Exchange, { text, contentType }: JsonAnswer): void {
  if (response.destroyed) return;
  response
    .writeHead(200, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(text),
      'x-content-type-options': 'nosniff',
      ...(request.method !== 'POST' && { 'cache-control': 'no-store' }),
    })
    .end(text);
}

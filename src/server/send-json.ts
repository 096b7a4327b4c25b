import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Sends a whole JSON answer. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: OutgoingHttpHeaders = {},
): void {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(`${JSON.stringify(body)}\n`);
}

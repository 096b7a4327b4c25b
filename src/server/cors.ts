import type { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** A request with one of these is never sent to another origin without a preflight. */
export const PREFLIGHT_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;

const PREFLIGHT_MAX_AGE_S = '7200';

/** Lets a page read the answer. The door has let its origin in before. */
export function setCorsHeaders({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'Origin');
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader(
    'access-control-expose-headers',
    `retry-after, etag, server-timing, ${REQUEST_ID_HEADER}`,
  );
}

/** Answers a browser that asks what it may send. */
export function answerPreflight(response: ServerResponse): void {
  response
    .writeHead(204, {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': [
        'content-type',
        'authorization',
        'cache-control',
        'if-none-match',
        REQUEST_ID_HEADER,
        ...PREFLIGHT_HEADERS,
        'mcp-protocol-version',
      ].join(', '),
      'access-control-max-age': PREFLIGHT_MAX_AGE_S,
      'cache-control': 'no-store',
    })
    .end();
}

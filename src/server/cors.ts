import type { Exchange } from './exchange.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import { writeHead } from './write-head.ts';

/** A request with one of these is never sent to another origin without a preflight. */
export const PREFLIGHT_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;

const PREFLIGHT_MAX_AGE_S = '7200';
const ALLOWED_HEADERS = [
  'content-type',
  'authorization',
  'cache-control',
  'if-none-match',
  REQUEST_ID_HEADER,
  ...PREFLIGHT_HEADERS,
  'mcp-protocol-version',
].join(', ');

/** Lets a page read the answer. The door has let its origin in before. */
export function addCorsHeaders(exchange: Exchange): void {
  exchange.varies = 'Origin';
  const { origin } = exchange.request.headers;
  if (origin === undefined) return;
  exchange.headers.push(
    'access-control-allow-origin',
    origin,
    'access-control-allow-credentials',
    'true',
    'access-control-expose-headers',
    `retry-after, etag, server-timing, ${REQUEST_ID_HEADER}`,
  );
}

/** Answers a browser that asks what it may send. */
export function answerPreflight(exchange: Exchange): void {
  writeHead(exchange, 204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-max-age': PREFLIGHT_MAX_AGE_S,
    'cache-control': 'no-store',
  }).end();
}

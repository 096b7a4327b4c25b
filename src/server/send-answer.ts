import type { IncomingMessage } from 'node:http';
import { acceptedCoding } from './content-coding.ts';
import type { Exchange } from './exchange.ts';
import type { FinishedAnswer } from './finished-answer.ts';
import { namesItsAnswer } from './names-its-answer.ts';
import { writeHead } from './write-head.ts';

const FOR_EVER = 'private, max-age=31536000, immutable';
/** It may be kept, and is asked for each time: whoever has it already is sent no bytes. */
const UNTIL_ANOTHER_DOCUMENT = 'private, no-cache';
const GET_VARIES_BY = 'Accept, Authorization, Accept-Encoding';

/** Sends a finished answer in one write. Clients may keep what they asked by GET, and are told when they have it. */
export function sendAnswer(exchange: Exchange, answer: FinishedAnswer): void {
  const { request } = exchange;
  const coding = acceptedCoding(request.headers['accept-encoding']);
  const coded = coding && answer.bodies[coding];
  const body = coded ?? answer.bodies.identity;
  const headers: Record<string, string | number> = {
    vary: 'Accept-Encoding',
    'content-type': answer.contentType,
    'x-content-type-options': 'nosniff',
    'content-length': body.length,
  };
  if (coding !== undefined && body !== answer.bodies.identity) headers['content-encoding'] = coding;
  if (request.method !== 'POST') {
    const etag = answer.etag();
    const caching = { vary: GET_VARIES_BY, 'cache-control': cacheControl(request), etag };
    if (isMatch(request.headers['if-none-match'], etag)) {
      writeHead(exchange, 304, caching).end();
      return;
    }
    Object.assign(headers, caching);
  }
  // Node leaves the body of an answer to HEAD out.
  writeHead(exchange, 200, headers).end(body);
}

function cacheControl({ url = '' }: IncomingMessage): string {
  return namesItsAnswer(url) ? FOR_EVER : UNTIL_ANOTHER_DOCUMENT;
}

function isMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((text) => text.trim().replace(/^W\//, ''));
  return known?.some((tag) => tag === '*' || `W/${tag}` === etag) ?? false;
}

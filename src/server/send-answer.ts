import type { IncomingMessage } from 'node:http';
import { acceptedCoding } from './content-coding.ts';
import type { Exchange } from './exchange.ts';
import type { FinishedAnswer } from './finished-answer.ts';
import { namesItsAnswer } from './names-its-answer.ts';

const FOR_EVER = 'private, max-age=31536000, immutable';
/** It may be kept, and is asked for each time: whoever has it already is sent no bytes. */
const UNTIL_ANOTHER_DOCUMENT = 'private, no-cache';
const GET_VARIES_BY = 'Accept, Authorization, Accept-Encoding';

/** Sends a finished answer in one write. Clients may keep what they asked by GET, and are told when they have it. */
export function sendAnswer({ request, response }: Exchange, answer: FinishedAnswer): void {
  const coding = acceptedCoding(request.headers['accept-encoding']);
  const body = (coding && answer.bodies[coding]) ?? answer.bodies.identity;
  const isGet = request.method !== 'POST';
  const vary = response.getHeader('vary');
  const own = isGet ? GET_VARIES_BY : 'Accept-Encoding';
  const headers = {
    vary: vary === undefined ? own : `${own}, ${vary}`,
    ...(isGet && { 'cache-control': cacheControl(request), etag: answer.etag }),
  };
  if (isGet && isMatch(request.headers['if-none-match'], answer.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response
    .writeHead(200, {
      ...headers,
      'content-type': answer.contentType,
      'x-content-type-options': 'nosniff',
      'content-length': body.length,
      ...(coding && body !== answer.bodies.identity && { 'content-encoding': coding }),
    })
    // Node leaves the body of an answer to HEAD out.
    .end(body);
}

function cacheControl({ url = '' }: IncomingMessage): string {
  return namesItsAnswer(url) ? FOR_EVER : UNTIL_ANOTHER_DOCUMENT;
}

function isMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((text) => text.trim().replace(/^W\//, ''));
  return known?.some((tag) => tag === '*' || `W/${tag}` === etag) ?? false;
}

import type { IncomingMessage } from 'node:http';
import type { Caller } from './callers.ts';

/**
 * What two requests have in common that get the same bytes: the scope of who asks, what they accept, and the body or
 * URL, each byte for byte. No part but the last can hold the character between them.
 */
export function answerKey(
  { method, url, headers }: IncomingMessage,
  { scope }: Caller,
  body: Buffer,
): string {
  const { accept = '', 'content-type': type = '' } = headers;
  const asked = method === 'POST' ? `POST\n${url}\n${body.toString('latin1')}` : `GET\n${url}`;
  return `${scope}\n${accept}\n${type}\n${asked}`;
}

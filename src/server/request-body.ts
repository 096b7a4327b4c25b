import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { MaybePromise } from '../usage/maybe-promise.ts';

/**
 * Reads a request's body, and gives it to `use` as soon as its last byte is there, or `too large` as soon as it is
 * longer than `maxBytes`, without reading the rest. Resolves when that is done; when the client leaves before it has sent
 * everything, nothing is.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  use: (body: Buffer | 'too large') => MaybePromise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isRead = false;
    // A stream's listeners run in no request's context; a trace goes on in its own.
    const context = new AsyncResource('body');
    const end = (body: Buffer | 'too large') => {
      isRead = true;
      try {
        resolve(context.runInAsyncScope(use, undefined, body));
      } catch (error) {
        reject(error);
      }
    };
    request.on('data', (chunk: Buffer) => {
      if (isRead) return;
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      request.pause();
      end('too large');
    });
    // Most bodies arrive in one piece.
    request.on('end', () => {
      if (!isRead) end(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.on('close', () => {
      if (!isRead) resolve();
    });
  });
}

import type { Socket } from 'node:net';
import type { Exchange } from './exchange.ts';

/** A client may finish sending so much, for so long, after its answer; then the connection is closed. */
const LINGER_MS = 1000;
const LINGER_BYTES = 1 << 20;
const CHECK_EVERY_MS = 20;

/**
 * Closes the connection of a request that was answered before its body was read, as refusals are: Node would read the
 * rest, however long it is and however slowly it comes. The client gets a moment, since one that is cut off while it
 * sends may never see its answer. `socket` is the request's: one that is destroyed names none any more.
 */
export function endUnreadBody({ request, response }: Exchange, socket: Socket): void {
  if (request.complete || socket.destroyed || !response.writableFinished) return;
  const lastByte = socket.bytesRead + LINGER_BYTES;
  const lastMs = performance.now() + LINGER_MS;
  const timer = setInterval(() => {
    const isOver = socket.bytesRead > lastByte || performance.now() > lastMs;
    if (isOver) socket.destroy();
    if (isOver || request.complete || socket.destroyed) clearInterval(timer);
  }, CHECK_EVERY_MS);
}

import type { IncomingMessage, ServerResponse } from 'node:http';

/** A client may finish sending so much, for so long, after its answer; then the connection is closed. */
const LINGER_MS = 1000;
const LINGER_BYTES = 1 << 20;
const CHECK_EVERY_MS = 20;

/**
 * Closes the connection of a request that was answered before its body was read, as refusals are: Node would read the
 * rest, however long it is and however slowly it comes. The client gets a moment, since one that is cut off while it
 * sends may never see its answer.
 */
export function endUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  // Taken now: a request that is destroyed has none any more.
  const { socket } = request;
  response.once('finish', () => {
    if (request.complete || socket.destroyed) return;
    const lastByte = socket.bytesRead + LINGER_BYTES;
    const lastMs = performance.now() + LINGER_MS;
    const timer = setInterval(() => {
      const isOver = socket.bytesRead > lastByte || performance.now() > lastMs;
      if (isOver) socket.destroy();
      if (isOver || request.complete || socket.destroyed) clearInterval(timer);
    }, CHECK_EVERY_MS);
  });
}

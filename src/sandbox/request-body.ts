import type { IncomingMessage } from 'node:http';

/** Ten ids are about 300 bytes; nothing that the API knows is near this. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * The body as JSON; undefined when it is none, or too large. What is too large is still read to its end, and
 * dropped, because a client that is cut off while it writes would never see the answer.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body. Resolves to `too large` as soon as it is longer than `maxBytes`, without reading the rest,
 * and to `gone` when its client leaves before it has sent everything.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too large' | 'gone'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (result: Buffer | 'too large' | 'gone') => {
      request.off('data', take).off('end', finish).off('close', leave);
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxBytes) {
        request.pause();
        end('too large');
      }
    };
    // Most bodies arrive in one piece.
    const finish = () =>
      end(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    const leave = () => end('gone');
    // Node ends the process for an error that nobody hears; `close` follows it.
    request.on('error', () => {});
    request.on('data', take).once('end', finish).once('close', leave);
  });
}

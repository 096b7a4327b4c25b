/** Answers what is no HTTP request, or did not become one in time. Node does the same without a word in any log. */
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type Refusal, refusalBody } from './refusal.ts';
import type { Telemetry } from './telemetry.ts';

export interface ClientErrorOptions {
  /** True when an answer is on its way on this connection: a second one would be read as a part of it. */
  readonly isAnswered: boolean;
  readonly telemetry: Pick<Telemetry, 'refused'>;
  readonly log: Pick<Logger, 'info'>;
}

const REASONS: ReadonlyMap<string, Refusal & { readonly title: string }> = new Map([
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    {
      status: 408,
      title: 'Request Timeout',
      code: 'REQUEST_TIMEOUT',
      message: 'The request did not arrive in time. Send it again.',
    },
  ],
  [
    'HPE_HEADER_OVERFLOW',
    {
      status: 431,
      title: 'Request Header Fields Too Large',
      code: 'REQUEST_HEADER_FIELDS_TOO_LARGE',
      message: 'The URL and headers are too long. Send the query by POST.',
    },
  ],
]);
const MALFORMED: Refusal & { readonly title: string } = {
  status: 400,
  title: 'Bad Request',
  code: 'BAD_REQUEST',
  message: 'This is no HTTP/1.1 request.',
};

export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  { isAnswered, telemetry, log }: ClientErrorOptions,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = REASONS.get(error.code ?? '') ?? MALFORMED;
  telemetry.refused(refusal);
  log.info({ status: refusal.status, code: refusal.code, reason: error.code }, 'refused');
  if (isAnswered) {
    socket.destroy();
    return;
  }
  const body = `${JSON.stringify(refusalBody(refusal))}\n`;
  const head = [
    `HTTP/1.1 ${refusal.status} ${refusal.title}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

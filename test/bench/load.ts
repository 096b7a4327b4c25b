/** A small load generator: keep-alive connections over plain sockets, one request under way on each. */
import { connect, type Socket } from 'node:net';
import { percentile } from './percentile.ts';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** The body of the next request. */
  readonly body: () => string;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Rejects on the first answer that is not 200, or that has errors. */
export async function load({ port, connections, durationMs, body }: LoadOptions): Promise<LoadResult> {
  const times: number[] = [];
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await openConnection(port);
      while (performance.now() - startedMs < durationMs) {
        const askedMs = performance.now();
        await connection.ask(body());
        times.push(performance.now() - askedMs);
      }
      connection.close();
    }),
  );
  const elapsedMs = performance.now() - startedMs;
  const sorted = times.sort((a, b) => a - b);
  return {
    requests: sorted.length,
    perSecond: (1000 * sorted.length) / elapsedMs,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  };
}

interface Connection {
  ask(body: string): Promise<void>;
  close(): void;
}

async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = await new Promise((resolve, reject) => {
    const opened = connect(port, '127.0.0.1', () => resolve(opened)).on('error', reject);
    opened.setNoDelay(true);
  });
  let parts: Buffer[] = [];
  let bytes = 0;
  let awaited = 0;
  let settle: { readonly done: () => void; readonly fail: (error: Error) => void } | undefined;
  socket.on('error', (error) => settle?.fail(error));
  socket.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    bytes += chunk.length;
    if (awaited === 0) awaited = answerLength(Buffer.concat(parts));
    if (awaited === 0 || bytes < awaited) return;
    const answer = Buffer.concat(parts);
    const done = settle;
    parts = [];
    bytes = 0;
    awaited = 0;
    if (!answer.includes('200 OK') || answer.includes('"errors"'))
      done?.fail(new Error(answer.toString().slice(0, 800)));
    else done?.done();
  });
  return {
    ask(body) {
      socket.write(
        `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      return new Promise((done, fail) => {
        settle = { done, fail };
      });
    },
    close: () => void socket.destroy(),
  };
}

/** Head and body together; 0 while the head is not there. */
function answerLength(answer: Buffer): number {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return 0;
  const length = /content-length: *(\d+)/i.exec(answer.toString('latin1', 0, headEnd))?.[1];
  if (length === undefined) throw new Error('an answer without Content-Length');
  return headEnd + 4 + Number(length);
}

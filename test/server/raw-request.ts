/** Requests that `fetch` would not make: any Host, no headers of its own, bodies that never end. */
import { type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export function rawRequest(
  url: string,
  { method = 'POST', path = '/graphql', headers, body }: RawRequest = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = body ?? (method === 'POST' ? JSON.stringify({ query: '{ nullable }' }) : undefined);
    const all = { ...(method === 'POST' && { 'content-type': 'application/json' }), ...headers };
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, method, headers: all, agent: false }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk;
        })
        .once('error', reject)
        .once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    })
      .once('error', reject)
      .end(sent);
  });
}

export function codeOf({ text }: { readonly text: string }): string | undefined {
  return JSON.parse(text).errors?.[0]?.extensions.code;
}

export interface RawConnection {
  write(text: string): void;
  /** Everything that has arrived. */
  received(): string;
  /** Resolves when the other side has ended it. */
  readonly closed: Promise<void>;
  destroy(): void;
}

/** A TCP connection that sends exactly what it is given. */
export async function rawConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  // A connection that is cut while we write ends with an error here.
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return {
    write: (chunk) => void socket.write(chunk),
    received: () => text,
    closed,
    destroy: () => socket.destroy(),
  };
}

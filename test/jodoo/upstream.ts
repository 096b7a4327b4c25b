/** An upstream for one test: a real socket whose answers the test writes itself, and our client against it. */
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { createJodooClient, type JodooClient } from '../../src/jodoo/client.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { UpstreamError } from '../../src/jodoo/upstream-error.ts';

export const API_KEY = 'the-key-of-the-organization';
export const DAY = statisticsDay('2026-11-20');
export const PAGE = { kind: 'page', day: DAY, page: 0 } as const;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

export interface Upstream {
  readonly client: JodooClient;
  readonly requests: readonly { readonly path: string; readonly body: unknown }[];
}

export async function startUpstream(
  answer: (response: ServerResponse) => void,
  options: { readonly timeoutMs?: number; readonly connections?: number } = {},
): Promise<Upstream> {
  const requests: { path: string; body: unknown }[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
    answer(response);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { client: openClient(`http://127.0.0.1:${port}/api`, options), requests };
}

export function openClient(
  baseUrl: string,
  { timeoutMs = 5_000, ...more }: { readonly timeoutMs?: number; readonly connections?: number } = {},
): JodooClient {
  const client = createJodooClient({ baseUrl, apiKey: API_KEY, timeoutMs, ...more });
  closers.push(client.close);
  return client;
}

/** Answers a text with a status, as JSON unless a type is given. */
export function answering(status: number, text: string, type = 'application/json') {
  return (response: ServerResponse) => response.writeHead(status, { 'content-type': type }).end(text);
}

/** The error of a call that fails. */
export async function failureOf(call: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof UpstreamError) return error;
  throw error;
}

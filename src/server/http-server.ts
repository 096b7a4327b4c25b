/** Connections: how many, for how long, and how they end. What is asked on them is the handler's. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type MaybePromise, orElse } from '../usage/maybe-promise.ts';
import { answerClientError } from './client-error.ts';
import { Exchange } from './exchange.ts';
import { refuse } from './refuse.ts';
import type { Telemetry } from './telemetry.ts';
import { endUnreadBody } from './unread-body.ts';

export interface HttpServerOptions {
  /** Answers a request. Errors are unexpected. */
  readonly handle: (exchange: Exchange) => MaybePromise<void>;
  /** Told of each request once its connection is done with it. */
  readonly done: (exchange: Exchange) => void;
  readonly limits: ConnectionLimits;
  readonly telemetry: Pick<Telemetry, 'refused' | 'connectionDropped'>;
  readonly log: Pick<Logger, 'error' | 'info'>;
}

export interface ConnectionLimits {
  /** Further ones are closed at once. */
  readonly maxConnections: number;
  /** A client may take so long for the headers of a request, in milliseconds. */
  readonly headersTimeoutMs: number;
  /** And so long for all of it. */
  readonly receiveTimeoutMs: number;
  /** A connection on which nothing moves for so long is closed; longer than any answer takes. */
  readonly idleTimeoutMs: number;
}

export interface HttpServer {
  /** Resolves to the address, such as `http://127.0.0.1:4000`. */
  listen(port: number, host: string): Promise<string>;
  isClosing(): boolean;
  /** Stops accepting, lets running requests end for up to `deadlineMs`, then cuts the rest. */
  close(deadlineMs: number): Promise<void>;
}

const CHECK_TIMEOUTS_EVERY_MS = 500;
const LASTING_REQUEST_MS = 5000;

export function createHttpServer({ handle, done, limits, telemetry, log }: HttpServerOptions): HttpServer {
  let closing = false;
  const running = new Set<Exchange>();
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.receiveTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_TIMEOUTS_EVERY_MS, limits.headersTimeoutMs),
  });
  server.maxConnections = limits.maxConnections;
  server.on('drop', () => telemetry.connectionDropped());
  server.on('clientError', (error, socket) => {
    const isAnswered = [...running].some(
      ({ response }) => response.socket === socket && response.headersSent,
    );
    answerClientError(error, socket, { isAnswered, telemetry, log });
  });
  server.on('request', (request, response) => {
    const exchange = new Exchange(request, response);
    const { socket } = request;
    running.add(exchange);
    response.shouldKeepAlive &&= !closing;
    // One listener for all that has to be done then: each costs every request something.
    response.on('close', () => {
      running.delete(exchange);
      endUnreadBody(exchange, socket);
      done(exchange);
      exchange.closed();
      if (closing) setImmediate(closeUnused);
    });
    void orElse(
      () => handle(exchange),
      (error) => fail(exchange, error),
    );
  });

  function fail(exchange: Exchange, error: unknown): void {
    log.error({ requestId: exchange.notes.id, err: error }, 'request failed');
    if (exchange.response.headersSent) exchange.response.destroy();
    else refuse(exchange, { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error.' });
  }

  // With `server.timeout` Node makes a timer for each request, which takes a tenth of what a kept answer takes. Only one
  // that lasts needs it, and gets it here; before and after a request Node has other limits.
  const watch = setInterval(
    () => {
      for (const { response } of running) {
        if (response.socket?.timeout) continue;
        response.socket?.setTimeout(limits.idleTimeoutMs);
      }
    },
    Math.min(LASTING_REQUEST_MS, limits.idleTimeoutMs),
  ).unref();
  server.once('close', () => clearInterval(watch));

  /** Connections that wait for a request, or never sent one as browsers' spare ones, must not hold the end up. */
  function closeUnused(): void {
    if (running.size === 0) server.closeAllConnections();
    else server.closeIdleConnections();
  }

  return {
    isClosing: () => closing,
    listen: (port, host) => listen(server, port, host),
    close(deadlineMs) {
      closing = true;
      // Their clients are told to come back on a new connection, which goes to whoever listens then.
      for (const { response } of running) response.shouldKeepAlive = false;
      return new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        closeUnused();
      });
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address: AddressInfo | string | null = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
    });
  });
}

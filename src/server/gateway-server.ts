/** The HTTP side: who may ask, what answers at which path, and how it ends. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../graphql/context.ts';
import { createTokenCheck } from './bearer-tokens.ts';
import { createGraphiqlPage } from './graphiql-page.ts';
import { createGraphqlHandler } from './graphql-handler.ts';
import type { Metrics } from './metrics.ts';
import { createOriginCheck, isLoopbackHost } from './origins.ts';
import type { PersistedOperations } from './persisted-operations.ts';
import { sendJson } from './send-json.ts';

export interface Readiness {
  readonly ready: boolean;
  /** The upstream's address. */
  readonly upstream: string;
  /** Why it is not ready. */
  readonly reason?: string;
  /** Without its archive the gateway still answers, from the upstream. */
  readonly archive: { readonly available: boolean; readonly reason?: string };
}

export interface GatewayServerOptions {
  readonly schema: GraphQLSchema;
  /** The signal is aborted when the client is gone. */
  readonly createContext: (signal: AbortSignal) => GatewayContext;
  readonly readiness: () => Readiness;
  /** Bearer tokens that may query. None: anybody on this machine. */
  readonly tokens: readonly string[];
  /** Origins whose pages may query, besides loopback ones. */
  readonly corsOrigins: readonly string[];
  readonly persisted: PersistedOperations;
  readonly metrics: Metrics;
  /** What GraphiQL opens with. */
  readonly exampleQueries: string;
  readonly log: Logger;
}

export interface GatewayServer {
  /** Resolves to the address, such as `http://127.0.0.1:4000`. */
  listen(port: number, host: string): Promise<string>;
  /** Stops accepting, lets running requests end for up to `deadlineMs`, then cuts the rest. */
  close(deadlineMs: number): Promise<void>;
}

export function createGatewayServer(options: GatewayServerOptions): GatewayServer {
  const { tokens, corsOrigins, readiness, metrics, exampleQueries, log } = options;
  const hasToken = createTokenCheck(tokens);
  const originMayAsk = createOriginCheck(corsOrigins);
  const graphiql = createGraphiqlPage(exampleQueries);
  const graphql = createGraphqlHandler(options);
  let closing = false;
  const running = new Set<ServerResponse>();

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? '/').split('?');
    switch (path) {
      case '/health':
        return sendJson(response, 200, { status: 'ok' });
      case '/ready': {
        const state = closing ? { ...readiness(), ready: false, reason: 'shutting down' } : readiness();
        return sendJson(response, state.ready ? 200 : 503, state);
      }
      case '/metrics':
        return await answerMetrics(request, response);
      case '/':
        response.writeHead(302, { location: '/graphql' }).end();
        return undefined;
      case '/graphql':
        return await answerGraphql(request, response);
      default:
        return sendJson(
          response,
          404,
          refusal('NOT_FOUND', `Nothing is at ${path}. GraphQL is at /graphql.`),
        );
    }
  }

  async function answerMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLoopbackOrToken(request)) return refuseUnauthenticated(response);
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    response.end(await metrics.text());
  }

  function isLoopbackOrToken({ headers }: IncomingMessage): boolean {
    return tokens.length > 0 ? hasToken(headers.authorization) : isLoopbackHost(headers.host);
  }

  async function answerGraphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, origin, authorization } = request.headers;
    if (tokens.length === 0 && !isLoopbackHost(host)) {
      return sendJson(
        response,
        403,
        refusal(
          'FORBIDDEN',
          `This gateway answers under loopback names only, not ${host}. Set HOST and GATEWAY_TOKENS to serve others.`,
        ),
      );
    }
    if (!originMayAsk(origin, host)) {
      return sendJson(
        response,
        403,
        refusal(
          'FORBIDDEN',
          `Pages of ${origin} may not query this gateway. Its operator can allow them with CORS_ORIGINS.`,
        ),
      );
    }
    const wantsPage =
      request.method === 'GET' &&
      (request.headers.accept ?? '').includes('text/html') &&
      !/[?&]query=/.test(request.url ?? '');
    if (wantsPage) return await graphiql(request, response);
    // A browser's preflight carries no token by design.
    if (tokens.length > 0 && request.method !== 'OPTIONS' && !hasToken(authorization)) {
      return refuseUnauthenticated(response);
    }
    return await graphql(request, response);
  }

  const server = createServer((request, response) => {
    running.add(response);
    response.shouldKeepAlive &&= !closing;
    response.once('close', () => {
      running.delete(response);
      if (closing) setImmediate(closeUnused);
    });
    route(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed');
      if (!response.headersSent)
        sendJson(response, 500, refusal('INTERNAL_SERVER_ERROR', 'Unexpected error.'));
      else response.destroy();
    });
  });

  /** Connections that wait for a request, or never sent one as browsers' spare ones, must not hold the end up. */
  function closeUnused(): void {
    if (running.size === 0) server.closeAllConnections();
    else server.closeIdleConnections();
  }

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address = server.address();
          const bound = typeof address === 'object' && address ? address.port : port;
          resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
        });
      }),
    close(deadlineMs) {
      closing = true;
      // Their clients are told to come back on a new connection, which goes to whoever listens then.
      for (const response of running) response.shouldKeepAlive = false;
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

function refuseUnauthenticated(response: ServerResponse): void {
  sendJson(
    response,
    401,
    refusal('UNAUTHENTICATED', 'Send one of the gateway\'s tokens as "Authorization: Bearer <token>".'),
    { 'www-authenticate': 'Bearer realm="jodoo-usage-gateway"' },
  );
}

function refusal(code: string, message: string): object {
  return { errors: [{ message, extensions: { code } }] };
}

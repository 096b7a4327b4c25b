/** The HTTP side, put together: who may ask, what answers at which path, and how it ends. */
import type { Logger } from 'pino';
import type { GatewayToken } from '../gateway-tokens.ts';
import { createCallers } from './callers.ts';
import { dashboardRoutes } from './dashboard-page.ts';
import { createDoor } from './door.ts';
import type { Exchange } from './exchange.ts';
import { graphiqlRoutes } from './graphiql-page.ts';
import { createGraphqlHandler, type GraphqlHandlerOptions } from './graphql-handler.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';
import { createReadinessHandler, type Readiness } from './readiness.ts';
import { logWhenDone } from './request-log.ts';
import { createRouter } from './router.ts';
import { createRoutes } from './routes.ts';
import { createSchemaFile } from './schema-file.ts';
import type { Telemetry } from './telemetry.ts';
import { createWrongTokens } from './wrong-tokens.ts';

export interface GatewayServerOptions extends GraphqlHandlerOptions {
  readonly readiness: () => Readiness;
  /** Who may query. None: anybody on this machine. */
  readonly tokens: readonly GatewayToken[];
  /** True: anybody who can reach the server may query, without a token. */
  readonly isOpen: boolean;
  /** Origins whose pages may query, besides loopback ones. */
  readonly corsOrigins: readonly string[];
  readonly maxConnections: number;
  /** How long a client may take to send the headers of a request, and the rest; default 10 s and 30 s. */
  readonly receiveTimeouts?: { readonly headersMs: number; readonly requestMs: number };
  readonly telemetry: Telemetry;
  /** What `/schema.graphql` answers: the schema as plain SDL. */
  readonly schemaSdl: () => Promise<string>;
  readonly log: Logger;
}

export type GatewayServer = Pick<HttpServer, 'listen' | 'close'>;

const RECEIVE_TIMEOUTS = { headersMs: 10_000, requestMs: 30_000 };
/** On top of the longest operation: nothing moves on a connection while its answer is awaited. */
const IDLE_GRACE_MS = 30_000;

export function createGatewayServer(options: GatewayServerOptions): GatewayServer {
  const { tokens, isOpen, corsOrigins, readiness, telemetry, secrets, log } = options;
  const { headersMs, requestMs } = options.receiveTimeouts ?? RECEIVE_TIMEOUTS;
  const closing = new AbortController();
  const callers = createCallers(tokens);
  const door = createDoor({ loopbackOnly: tokens.length === 0 && !isOpen, corsOrigins });
  const maySeeDetails = ({ request }: Exchange) =>
    door.refusal(request, 'data') === undefined && callers.identify(request) !== undefined;
  const route = createRouter({
    routes: createRoutes({
      ready: createReadinessHandler({
        readiness,
        isClosing: () => server.isClosing(),
        maySeeDetails,
        secrets,
      }),
      pages: [...dashboardRoutes(), ...graphiqlRoutes()],
      graphql: createGraphqlHandler({ ...options, closing: closing.signal }),
      telemetry,
      schemaFile: createSchemaFile(options.schemaSdl),
    }),
    door,
    callers,
    wrongTokens: createWrongTokens(),
  });
  const server = createHttpServer({
    async handle(exchange) {
      logWhenDone(exchange, { log, telemetry });
      await route(exchange);
    },
    limits: {
      maxConnections: options.maxConnections,
      headersTimeoutMs: headersMs,
      receiveTimeoutMs: requestMs,
      idleTimeoutMs: options.requestTimeoutMs + IDLE_GRACE_MS,
    },
    telemetry,
    log,
  });
  return {
    listen: server.listen,
    close(deadlineMs) {
      closing.abort();
      return server.close(deadlineMs);
    },
  };
}

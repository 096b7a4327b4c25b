/** The HTTP side, put together: who may ask, what answers at which path, and how it ends. */
import type { Logger } from 'pino';
import type { GatewayToken } from '../gateway-tokens.ts';
import type { McpEndpoint } from '../mcp/mcp-endpoint.ts';
import { NO_TRACER, type Tracer } from '../tracer.ts';
import { createCallers } from './callers.ts';
import { dashboardRoutes } from './dashboard-page.ts';
import { createDoor } from './door.ts';
import type { Exchange } from './exchange.ts';
import { graphiqlRoutes } from './graphiql-page.ts';
import { createGraphqlHandler, type GraphqlHandlerOptions } from './graphql-handler.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';
import type { JwtCheck } from './jwt-check.ts';
import { createMcpHandler } from './mcp-handler.ts';
import { createQueryExecution } from './query-execution.ts';
import type { QueryOptions } from './query-options.ts';
import { createReadinessHandler, type Readiness } from './readiness.ts';
import { createRequestLog } from './request-log.ts';
import { createRouter } from './router.ts';
import { createRoutes } from './routes.ts';
import { createSchemaFile } from './schema-file.ts';
import type { Telemetry } from './telemetry.ts';
import { tracedQueries } from './trace-query.ts';
import { createWrongTokens } from './wrong-tokens.ts';

export interface GatewayServerOptions extends QueryOptions, Pick<GraphqlHandlerOptions, 'answerCacheBytes'> {
  /** Time for one operation in milliseconds. */
  readonly requestTimeoutMs: number;
  /**
   * Operations answer in time by themselves, with what is known. One that does not is stopped so much later; default
   * 5,000 ms.
   */
  readonly graceMs?: number;
  /**
   * How long ago numbers may have expired that are answered while the upstream is away, in milliseconds, where the
   * request does not say it. Default 0: an error is answered.
   */
  readonly staleIfErrorMs?: number;
  readonly readiness: () => Readiness;
  /** Who may query. None, and no JWTs either: anybody on this machine. */
  readonly tokens: readonly GatewayToken[];
  /** Whoever bears a JWT that this accepts may query, too. */
  readonly jwt?: JwtCheck | undefined;
  /** True: anybody who can reach the server may query, without a token. */
  readonly isOpen: boolean;
  /** Origins whose pages may query, besides loopback ones. */
  readonly corsOrigins: readonly string[];
  readonly maxConnections: number;
  /** How long a client may take to send the headers of a request, and the rest; default 10 s and 30 s. */
  readonly receiveTimeouts?: { readonly headersMs: number; readonly requestMs: number };
  readonly telemetry: Telemetry;
  /** Default: nothing is traced. */
  readonly tracer?: Tracer;
  /** What `/schema.graphql` answers: the schema as plain SDL. */
  readonly schemaSdl: () => Promise<string>;
  /** Tools for agents, answered at `/mcp`. Absent: there is no such path. */
  readonly mcp?: McpEndpoint | undefined;
  readonly log: Logger;
}

export type GatewayServer = Pick<HttpServer, 'listen' | 'close'>;

const GRACE_MS = 5000;
const RECEIVE_TIMEOUTS = { headersMs: 10_000, requestMs: 30_000 };
/** On top of the longest operation: nothing moves on a connection while its answer is awaited. */
const IDLE_GRACE_MS = 30_000;

export function createGatewayServer(options: GatewayServerOptions): GatewayServer {
  const { tokens, jwt, isOpen, corsOrigins, readiness, telemetry, secrets, log } = options;
  const { tracer = NO_TRACER } = options;
  const { headersMs, requestMs } = options.receiveTimeouts ?? RECEIVE_TIMEOUTS;
  const closing = new AbortController();
  const callers = createCallers({ tokens, jwt });
  const door = createDoor({ loopbackOnly: tokens.length === 0 && jwt === undefined && !isOpen, corsOrigins });
  const execution = createQueryExecution({
    ...options,
    graceMs: options.graceMs ?? GRACE_MS,
    staleIfErrorMs: options.staleIfErrorMs ?? 0,
    closing: closing.signal,
  });
  const maySeeDetails = async ({ request }: Exchange) =>
    door.refusal(request, 'data') === undefined && (await callers.identify(request)).kind === 'caller';
  const route = createRouter({
    routes: createRoutes({
      ready: createReadinessHandler({
        readiness,
        isClosing: () => server.isClosing(),
        maySeeDetails,
        secrets,
      }),
      pages: [...dashboardRoutes(), ...graphiqlRoutes()],
      graphql: tracedQueries(tracer, createGraphqlHandler({ ...options, execution })),
      mcp: options.mcp && tracedQueries(tracer, createMcpHandler({ endpoint: options.mcp, execution })),
      telemetry,
      schemaFile: createSchemaFile(options.schemaSdl),
    }),
    door,
    callers,
    wrongTokens: createWrongTokens(),
  });
  const server = createHttpServer({
    handle: route,
    done: createRequestLog({ log, telemetry }),
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

/** `serve`: the gateway, wired and running until it is told to end. */
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { createCollector } from '../collector/collector.ts';
import { createWatch } from '../collector/watch.ts';
import { type Config, parseEnvironment, secretsOf } from '../environment.ts';
import { createContext } from '../graphql/context.ts';
import { buildSchema, printedSchema } from '../graphql/schema.ts';
import type { McpEndpoint } from '../mcp/mcp-endpoint.ts';
import { createGatewayServer } from '../server/gateway-server.ts';
import { createJwtCheck, type JwtCheck } from '../server/jwt-check.ts';
import { createLogger } from '../server/logger.ts';
import { createOtlpTracer } from '../server/otlp-tracer.ts';
import { readDocuments } from '../server/persisted-operations.ts';
import type { QueryLimits } from '../server/query/query-limits.ts';
import { createTelemetry } from '../server/telemetry.ts';
import { NO_TRACER, type Tracer } from '../tracer.ts';
import { type CommandIo, untilAborted } from './command-io.ts';
import { openGateway } from './open-gateway.ts';
import { welcome } from './welcome.ts';

export async function serveCommand(io: CommandIo): Promise<number> {
  const parsed = parseEnvironment(io.env);
  if (!parsed.ok) {
    io.stderr.write(
      `The gateway cannot start:\n${parsed.problems.map((problem) => `  - ${problem}\n`).join('')}`,
    );
    return 1;
  }
  return await serve(parsed.config, io);
}

async function serve(config: Config, { stdout, stderr, isTerminal, signal }: CommandIo): Promise<number> {
  const log = await createLogger({
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT,
    isTerminal,
    stdout,
    secrets: secretsOf(config),
  });
  // Closed in the order in which they lean on each other: the last one opened first.
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of closers.reverse()) await close();
  };
  try {
    const tracer = await openTracer(config, log, closers);
    const opened = await openGateway(config, log, closers, { tracer });
    const { usage, archive, upstream, holder, minIntervalMs } = opened;
    const collector = createCollector({
      usage,
      archive,
      minIntervalMs,
      maxQueuedCalls: config.MAX_QUEUED_CALLS,
      everything: (config.COLLECT ?? (config.JODOO_API_KEY ? 'on' : 'off')) === 'on',
      settleAfterHours: config.SETTLE_AFTER_HOURS,
      archiveCatchesUp: archive.isCatchingUp,
      holder,
      now: Date.now,
      log,
    });
    closers.push(collector.close);
    const watch = createWatch({ usage, overview: archive.overview, collector, now: Date.now });
    const schema = buildSchema();
    const documents = config.PERSISTED_OPERATIONS
      ? await readDocuments(config.PERSISTED_OPERATIONS)
      : undefined;
    const server = createGatewayServer({
      schema,
      createContext: (request) => createContext({ usage, collector, watch, ...request }),
      readiness: () => ({ ...usage.status(), upstream, archive: archive.status() }),
      telemetry: createTelemetry(async () => ({
        slots: usage.slots(),
        calls: usage.calls(),
        archive: { ...(await archive.overview.summary()), ...archive.status() },
        collecting: await collector.progress(),
        lagDays: await collector.lagDays(),
      })),
      persisted: {
        automatic: config.APQ === 'on',
        documents,
        only: config.PERSISTED_ONLY === 'on',
      },
      mcp: config.MCP === 'on' ? await openTools(schema, documents, log) : undefined,
      queryLimits: queryLimits(config),
      answerCacheBytes: config.ANSWER_CACHE_MB * 1_000_000,
      requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
      staleIfErrorMs: config.STALE_IF_ERROR_MS,
      maxConnections: config.MAX_CONNECTIONS,
      tokens: config.GATEWAY_TOKENS,
      jwt: await jwtCheck(config, log),
      isOpen: config.AUTH === 'off',
      corsOrigins: config.CORS_ORIGINS,
      schemaSdl: printedSchema,
      tracer,
      secrets: secretsOf(config),
      log,
    });
    const url = await server.listen(config.PORT, config.HOST);
    closers.push(() => server.close(config.SHUTDOWN_TIMEOUT_MS));
    // Whoever asks for JSON gets nothing else; whoever does not, may be a person behind a pipe.
    stdout.write(welcome({ url, upstream, config, asJson: config.LOG_FORMAT === 'json' }));
    await untilAborted(signal);
    log.info('stopping: running requests may end');
    return 0;
  } catch (error) {
    stderr.write(`${startFailure(error, config)}\n`);
    return 1;
  } finally {
    await closeAll();
  }
}

async function openTracer(config: Config, log: Logger, closers: (() => Promise<void>)[]): Promise<Tracer> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: serviceName } = config;
  if (endpoint === undefined) return NO_TRACER;
  const tracer = await createOtlpTracer({ endpoint, serviceName, log });
  closers.push(tracer.close);
  return tracer;
}

/** The configuration has all of it, or nothing. */
async function jwtCheck(config: Config, log: Logger): Promise<JwtCheck | undefined> {
  const { JWT_JWKS_URL: jwksUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = config;
  if (jwksUrl === undefined || issuer === undefined || audience === undefined) return undefined;
  return await createJwtCheck({ jwksUrl, issuer, audience, log });
}

/** What it needs is loaded only when it is on. */
async function openTools(
  schema: GraphQLSchema,
  documents: ReadonlyMap<string, string> | undefined,
  log: Logger,
): Promise<McpEndpoint> {
  const { openMcp } = await import('../mcp/open-mcp.ts');
  return openMcp({ schema, documents, log });
}

function queryLimits(config: Config): QueryLimits {
  return {
    maxBytes: config.MAX_QUERY_BYTES,
    maxTokens: config.MAX_QUERY_TOKENS,
    maxDepth: config.MAX_QUERY_DEPTH,
    maxAliases: config.MAX_QUERY_ALIASES,
    maxDirectives: config.MAX_QUERY_DIRECTIVES,
    maxRootFields: config.MAX_QUERY_ROOT_FIELDS,
    maxFields: config.MAX_QUERY_FIELDS,
  };
}

/** What went wrong, and the variable that helps where one does. */
function startFailure(error: unknown, { HOST, PORT }: Config): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
    case 'EACCES':
      return `The gateway cannot listen on ${HOST}:${PORT}: ${message}. Set PORT to a free one.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `The gateway cannot listen on ${HOST}:${PORT}: ${message}. Set HOST to an address of this machine.`;
    default:
      return `The gateway cannot start: ${message}`;
  }
}

/** `serve`: the gateway, wired and running until it is told to end. */
import { createCollector } from '../collector/collector.ts';
import { createWatch } from '../collector/watch.ts';
import { type Config, parseEnvironment, secretsOf } from '../environment.ts';
import { createContext } from '../graphql/context.ts';
import { buildSchema, printedSchema } from '../graphql/schema.ts';
import { createGatewayServer } from '../server/gateway-server.ts';
import { createLogger, isPretty } from '../server/logger.ts';
import { readDocuments } from '../server/persisted-operations.ts';
import type { QueryLimits } from '../server/query/query-limits.ts';
import { createTelemetry } from '../server/telemetry.ts';
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
  const log = createLogger({
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
    const { usage, archive, upstream, holder, minIntervalMs } = await openGateway(config, log, closers);
    const collector = createCollector({
      usage,
      archive,
      minIntervalMs,
      maxQueuedCalls: config.MAX_QUEUED_CALLS,
      everything: (config.COLLECT ?? (config.JODOO_API_KEY ? 'on' : 'off')) === 'on',
      settleAfterHours: config.SETTLE_AFTER_HOURS,
      holder,
      now: Date.now,
      log,
    });
    closers.push(collector.close);
    const watch = createWatch({ usage, overview: archive.overview, collector, now: Date.now });
    const server = createGatewayServer({
      schema: buildSchema(),
      createContext: (request) => createContext({ usage, collector, watch, ...request }),
      readiness: () => ({ ...usage.status(), upstream, archive: archive.status() }),
      telemetry: createTelemetry(async () => ({
        slots: usage.slots(),
        calls: usage.calls(),
        archive: { ...(await archive.overview.summary()), ...archive.status() },
        collecting: await collector.progress(),
      })),
      persisted: {
        automatic: config.APQ === 'on',
        documents: config.PERSISTED_OPERATIONS ? await readDocuments(config.PERSISTED_OPERATIONS) : undefined,
        only: config.PERSISTED_ONLY === 'on',
      },
      queryLimits: queryLimits(config),
      answerCacheBytes: config.ANSWER_CACHE_MB * 1_000_000,
      requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
      maxConnections: config.MAX_CONNECTIONS,
      tokens: config.GATEWAY_TOKENS,
      isOpen: config.AUTH === 'off',
      corsOrigins: config.CORS_ORIGINS,
      schemaSdl: printedSchema,
      secrets: secretsOf(config),
      log,
    });
    const url = await server.listen(config.PORT, config.HOST);
    closers.push(() => server.close(config.SHUTDOWN_TIMEOUT_MS));
    const asJson = !isPretty(config.LOG_FORMAT, isTerminal);
    stdout.write(welcome({ url, upstream, config, asJson }));
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

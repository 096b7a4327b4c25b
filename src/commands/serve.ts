/** `serve`: the gateway, wired and running until it is told to end. */
import { type Config, parseEnvironment } from '../environment.ts';
import { createContext } from '../graphql/context.ts';
import { buildSchema } from '../graphql/schema.ts';
import { createJodooClient } from '../jodoo/client.ts';
import { startSandbox } from '../sandbox/server.ts';
import { createGatewayServer } from '../server/gateway-server.ts';
import { createLogger } from '../server/logger.ts';
import { createUsage } from '../usage/usage.ts';
import { type CommandIo, untilAborted } from './command-io.ts';
import { EXAMPLE_QUERIES } from './example-queries.ts';

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
  const log = createLogger({ level: config.LOG_LEVEL, format: config.LOG_FORMAT, isTerminal, stdout });
  // Closed in the order in which they lean on each other: the last one opened first.
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of closers.reverse()) await close();
  };
  try {
    const upstream = await openUpstream(config, closers);
    const client = createJodooClient({ ...upstream, timeoutMs: config.JODOO_TIMEOUT_MS });
    closers.push(client.close);
    const usage = createUsage({
      client,
      now: Date.now,
      pace: { minIntervalMs: config.JODOO_MIN_INTERVAL_MS },
      limits: {
        maxCallsPerOperation: config.MAX_CALLS_PER_OPERATION,
        maxPendingCalls: config.MAX_PENDING_CALLS,
        requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
      },
      settleAfterHours: config.SETTLE_AFTER_HOURS,
      provisionalTtlMs: config.PROVISIONAL_TTL_MS,
      maxKnownRows: config.MAX_KNOWN_ROWS,
      log,
    });
    closers.push(usage.close);
    const server = createGatewayServer({
      schema: buildSchema(),
      createContext: (requestSignal) => createContext({ usage, now: Date.now, signal: requestSignal }),
      readiness: () => ({ ...usage.status(), upstream: upstream.baseUrl }),
      tokens: config.GATEWAY_TOKENS,
      corsOrigins: config.CORS_ORIGINS,
      exampleQueries: EXAMPLE_QUERIES,
      log,
    });
    const url = await server.listen(config.PORT, config.HOST);
    closers.push(() => server.close(config.SHUTDOWN_TIMEOUT_MS));
    stdout.write(welcome(url, upstream.baseUrl, config));
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

/** The organization's Jodoo, or the embedded sandbox when there is no key. */
async function openUpstream(
  config: Config,
  closers: (() => Promise<void>)[],
): Promise<{ baseUrl: string; apiKey: string }> {
  if (config.JODOO_API_KEY) return { baseUrl: config.JODOO_BASE_URL, apiKey: config.JODOO_API_KEY };
  const sandbox = await startSandbox({ intervalMs: config.JODOO_MIN_INTERVAL_MS });
  closers.push(sandbox.close);
  return { baseUrl: sandbox.baseUrl, apiKey: 'sandbox' };
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

function welcome(url: string, upstream: string, config: Config): string {
  const auth = config.GATEWAY_TOKENS.length > 0 ? ` -H 'authorization: Bearer <one of GATEWAY_TOKENS>'` : '';
  return [
    '',
    `GraphQL and GraphiQL: ${url}/graphql`,
    config.JODOO_API_KEY
      ? `Upstream: ${upstream}`
      : `Upstream: the embedded sandbox (${upstream}), an invented organization. Set JODOO_API_KEY for your own.`,
    'A first query:',
    `  curl -s ${url}/graphql -H 'content-type: application/json'${auth} -d '{"query": "{ appUsage(first: 3) { date nodes { appName metrics { data } } } }"}'`,
    '',
    '',
  ].join('\n');
}

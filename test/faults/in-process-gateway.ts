/** The gateway in this process, for what needs an injected clock. */
import { pino } from 'pino';
import type { Archive } from '../../src/archive/archive.ts';
import { createCollector } from '../../src/collector/collector.ts';
import { createWatch } from '../../src/collector/watch.ts';
import { createContext } from '../../src/graphql/context.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { createJodooClient } from '../../src/jodoo/client.ts';
import { createGatewayServer } from '../../src/server/gateway-server.ts';
import { NO_PERSISTED_OPERATIONS } from '../../src/server/persisted-operations.ts';
import { DEFAULT_QUERY_LIMITS } from '../../src/server/query/query-limits.ts';
import { createTelemetry } from '../../src/server/telemetry.ts';
import { createUsage } from '../../src/usage/usage.ts';

export interface InProcessGatewayOptions {
  readonly baseUrl: string;
  readonly archive: Archive;
  readonly intervalMs: number;
  readonly settleAfterHours: number;
  readonly provisionalTtlMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface InProcessGateway {
  readonly url: string;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 10_000;
const HOLDER = 'faults';
const SILENT = { debug: () => {}, info: () => {}, warn: () => {} };

export async function openInProcessGateway(options: InProcessGatewayOptions): Promise<InProcessGateway> {
  const { baseUrl, archive, intervalMs, settleAfterHours, provisionalTtlMs, now } = options;
  const client = createJodooClient({ baseUrl, apiKey: 'faults', timeoutMs: 5_000 });
  const usage = createUsage({
    client,
    archive,
    holder: HOLDER,
    now,
    pace: { minIntervalMs: intervalMs, alone: true },
    limits: { maxCallsPerOperation: 30, maxPendingCalls: 400, requestTimeoutMs: REQUEST_TIMEOUT_MS },
    settlement: { settleAfterHours, provisionalTtlMs },
    log: SILENT,
  });
  const collector = createCollector({
    usage,
    archive,
    everything: false,
    settleAfterHours,
    archiveCatchesUp: () => false,
    minIntervalMs: intervalMs,
    maxQueuedCalls: 600,
    holder: HOLDER,
    now,
    log: SILENT,
  });
  const watch = createWatch({ usage, overview: archive.overview, collector, now });
  const server = createGatewayServer({
    schema: buildSchema(),
    createContext: (request) => createContext({ usage, collector, watch, ...request }),
    readiness: () => ({ ...usage.status(), upstream: baseUrl, archive: { available: true } }),
    telemetry: createTelemetry(async () => ({
      slots: usage.slots(),
      calls: usage.calls(),
      archive: { ...(await archive.overview.summary()), available: true },
      collecting: null,
      lagDays: new Map(),
    })),
    persisted: NO_PERSISTED_OPERATIONS,
    queryLimits: DEFAULT_QUERY_LIMITS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    maxConnections: 1_000,
    tokens: [],
    isOpen: false,
    corsOrigins: [],
    schemaSdl: async () => '',
    secrets: [],
    log: pino({ level: 'silent' }),
  });
  const url = await server.listen(0, '127.0.0.1');
  return {
    url,
    async close() {
      await server.close(0);
      await collector.close();
      await usage.close();
      await client.close();
    },
  };
}

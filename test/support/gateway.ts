/** A gateway and its upstream for one test: the real server and the real sandbox, over real sockets. */
import { pino } from 'pino';
import { afterEach } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { createCollector } from '../../src/collector/collector.ts';
import { createWatch } from '../../src/collector/watch.ts';
import type { GatewayToken } from '../../src/gateway-tokens.ts';
import { createContext, type GatewayContext } from '../../src/graphql/context.ts';
import { buildSchema, printedSchema } from '../../src/graphql/schema.ts';
import { createJodooClient } from '../../src/jodoo/client.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { OrganizationOptions } from '../../src/sandbox/organization.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { createGatewayServer, type GatewayServerOptions } from '../../src/server/gateway-server.ts';
import { NO_PERSISTED_OPERATIONS } from '../../src/server/persisted-operations.ts';
import { DEFAULT_QUERY_LIMITS } from '../../src/server/query/query-limits.ts';
import { createTelemetry } from '../../src/server/telemetry.ts';
import { NO_TRACER, type Tracer } from '../../src/tracer.ts';
import type { OperationLimits } from '../../src/usage/admission.ts';
import { createUsage } from '../../src/usage/usage.ts';

/** 20:00 UTC on the 23rd: the 24th in UTC+8, so the latest day is the 23rd. */
export const EVENING_UTC = Date.parse('2026-11-23T20:00:00Z');

const SILENT = { debug: () => {}, info: () => {}, warn: () => {} };

export interface TestGatewayOptions {
  /** A scaled second. */
  readonly intervalMs?: number;
  readonly organization?: OrganizationOptions;
  readonly sandbox?: SandboxOptions;
  /** What every request to the upstream meets, from the start. */
  readonly fault?: Fault;
  readonly limits?: Partial<OperationLimits>;
  readonly now?: () => number;
  readonly timeoutMs?: number;
  readonly provisionalTtlMs?: number;
  /** Default: one in memory. The gateway closes it. */
  readonly archive?: Archive;
  /** Who may query; default: everybody on this machine. */
  readonly tokens?: readonly GatewayToken[];
  readonly tracer?: Tracer;
  /** Default 600. */
  readonly maxQueuedCalls?: number;
  /** Whether idle slots complete the archive. Default false. */
  readonly collect?: boolean;
  /** Default: it has nothing to catch up with. */
  readonly archiveCatchesUp?: () => boolean;
  /** Least distance of two events of a subscription; default 20 ms. */
  readonly watchEveryMs?: number;
  /** Default 20,000 ms. */
  readonly requestTimeoutMs?: number;
  /** Default 0: expired numbers are not answered. */
  readonly staleIfErrorMs?: number;
  /** How much later an operation that overstays is stopped; default 5,000 ms. */
  readonly graceMs?: number;
  /** Other settings of the server than its tests need. */
  readonly server?: Partial<GatewayServerOptions>;
}

interface RowData {
  readonly id: string;
  readonly __typename: string;
  readonly date: string;
  readonly appId: string;
  readonly appName: string;
  readonly name: string;
  readonly creator: { readonly id: string; readonly name: string };
  readonly metrics: Readonly<Record<string, number | null>> | null;
  readonly usage: RowData | null;
  readonly usageHistory: {
    readonly nodes: readonly RowData[];
    readonly pageInfo: PageInfoData;
    readonly missingDates: readonly string[];
  };
}

interface PageInfoData {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

interface AnswerData {
  readonly appUsage: {
    readonly date: string;
    readonly edges: readonly ({ readonly cursor: string; readonly node: RowData } | null)[];
    readonly nodes: readonly (RowData | null)[];
    readonly pageInfo: PageInfoData;
    readonly missingAppIds: readonly string[];
    readonly totalCount: number | null;
    readonly totals: Readonly<Record<string, number | null>> | null;
  };
  readonly usageTotals: {
    readonly days: readonly {
      readonly date: string;
      readonly apps: number;
      readonly metrics: Readonly<Record<string, number | null>>;
    }[];
    readonly missingDates: readonly string[];
  };
  readonly _service?: { readonly sdl: string };
  readonly _entities?: readonly (RowData | null)[];
  readonly app: RowData | null;
  readonly node: RowData | null;
  readonly nodes: readonly (RowData | null)[];
  readonly gateway: {
    readonly earliestDate: string;
    readonly latestDate: string;
    readonly slots: {
      readonly waiting: number;
      readonly expectedWaitMs: number;
      readonly heldUntil: string | null;
    };
    readonly archive: {
      readonly firstDate: string | null;
      readonly lastDate: string | null;
      readonly completeDays: number;
      readonly rows: number;
      readonly collecting: {
        readonly date: string;
        readonly daysDone: number;
        readonly daysTotal: number;
        readonly expectedMs: number;
      } | null;
    };
  };
}

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Only what the query asked for is there; null as a whole when the operation failed. */
  readonly data: AnswerData;
  readonly errors:
    | readonly {
        readonly message: string;
        readonly path?: readonly (string | number)[];
        readonly extensions: Readonly<Record<string, unknown>>;
      }[]
    | undefined;
  readonly upstream:
    | { readonly calls: number; readonly waitMs: number; readonly stale?: readonly unknown[] }
    | undefined;
}

export interface TestGateway {
  readonly url: string;
  readonly sandbox: Sandbox;
  query(query: string, variables?: object, init?: RequestInit): Promise<GraphQLAnswer>;
  /** Of a new operation past the server, for tests of executors. */
  openContext(signal: AbortSignal): GatewayContext;
  /** Requests that reached the upstream since the gateway was ready. */
  upstreamRequests(): Sandbox['requests'];
  /** Closes the server alone, as `close` does first. */
  closeServer(deadlineMs: number): Promise<void>;
  close(): Promise<void>;
}

/** For a test file: each test starts its own gateway, which is closed behind it. */
export function gatewayPerTest(): {
  start(options?: TestGatewayOptions): Promise<TestGateway>;
  current(): TestGateway;
} {
  let gateway: TestGateway | undefined;
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });
  return {
    async start(options) {
      gateway = await startTestGateway(options);
      return gateway;
    },
    current() {
      if (gateway === undefined) throw new Error('this test has started no gateway');
      return gateway;
    },
  };
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { intervalMs = 20, now = () => EVENING_UTC, timeoutMs = 2_000, provisionalTtlMs = 300_000 } = options;
  const { tracer = NO_TRACER, watchEveryMs = 20, requestTimeoutMs = 20_000 } = options;
  const sandbox = await startSandbox({
    organization: createOrganization(options.organization),
    intervalMs,
    now,
    ...options.sandbox,
  });
  if (options.fault !== undefined) sandbox.faults.always(options.fault);
  const client = createJodooClient({
    baseUrl: sandbox.baseUrl,
    apiKey: 'test-key',
    timeoutMs,
    headers: tracer.headers,
  });
  const archive = options.archive ?? (await openArchive({ url: 'sqlite::memory:', origin: 'test', tracer }));
  const usage = createUsage({
    client,
    archive,
    holder: 'test',
    now,
    pace: { minIntervalMs: intervalMs, alone: options.archive === undefined },
    limits: {
      maxCallsPerOperation: 30,
      maxPendingCalls: 120,
      requestTimeoutMs: 20_000,
      ...options.limits,
    },
    settlement: { settleAfterHours: 6, provisionalTtlMs },
    tracer,
    log: SILENT,
  });
  const collector = createCollector({
    usage,
    archive,
    everything: options.collect ?? false,
    settleAfterHours: 6,
    archiveCatchesUp: options.archiveCatchesUp ?? (() => false),
    minIntervalMs: intervalMs,
    maxQueuedCalls: options.maxQueuedCalls ?? 600,
    holder: 'test',
    now,
    log: SILENT,
  });
  const watch = createWatch({ usage, overview: archive.overview, collector, now, everyMs: watchEveryMs });
  const server = createGatewayServer({
    schema: buildSchema(),
    createContext: (request) => createContext({ usage, collector, watch, ...request }),
    readiness: () => ({ ...usage.status(), upstream: sandbox.baseUrl, archive: { available: true } }),
    persisted: NO_PERSISTED_OPERATIONS,
    telemetry: createTelemetry(async () => ({
      slots: usage.slots(),
      calls: usage.calls(),
      archive: { ...(await archive.overview.summary()), available: true },
      collecting: await collector.progress(),
      lagDays: await collector.lagDays(),
    })),
    queryLimits: DEFAULT_QUERY_LIMITS,
    requestTimeoutMs,
    staleIfErrorMs: options.staleIfErrorMs ?? 0,
    ...(options.graceMs !== undefined && { graceMs: options.graceMs }),
    maxConnections: 1_000,
    tokens: options.tokens ?? [],
    isOpen: false,
    corsOrigins: [],
    schemaSdl: printedSchema,
    tracer,
    secrets: [],
    log: pino({ level: 'silent' }),
    ...options.server,
  });
  const url = `${await server.listen(0, '127.0.0.1')}/graphql`;
  while (!usage.status().ready) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = sandbox.requests.length;

  return {
    url,
    sandbox,
    async query(query, variables = {}, init = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
        ...init,
      });
      const { data, errors, extensions } = await response.json();
      return {
        status: response.status,
        headers: response.headers,
        data,
        errors,
        upstream: extensions?.upstream,
      };
    },
    openContext: (signal) =>
      createContext({ usage, collector, watch, signal: () => signal, closing: signal, caller: 'test' }),
    closeServer: (deadlineMs) => server.close(deadlineMs),
    upstreamRequests: () => sandbox.requests.slice(before),
    async close() {
      await server.close(0);
      await collector.close();
      await usage.close();
      await client.close();
      await archive.close();
      await sandbox.close();
    },
  };
}

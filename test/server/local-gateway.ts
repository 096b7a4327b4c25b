/** The HTTP side alone: a tiny schema in place of ours, so that a resolver can fail or wait as a test needs. */
import { PassThrough } from 'node:stream';
import {
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  specifiedDirectives,
} from 'graphql';
import type { GatewayToken } from '../../src/gateway-tokens.ts';
import type { GatewayContext } from '../../src/graphql/context.ts';
import { INCREMENTAL_DIRECTIVES } from '../../src/graphql/incremental-directives.ts';
import { LASTING } from '../../src/graphql/lasting-fields.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import {
  createGatewayServer,
  type GatewayServer,
  type GatewayServerOptions,
} from '../../src/server/gateway-server.ts';
import { createLogger } from '../../src/server/logger.ts';
import { NO_PERSISTED_OPERATIONS, type PersistedOperations } from '../../src/server/persisted-operations.ts';
import { DEFAULT_QUERY_LIMITS, type QueryLimits } from '../../src/server/query/query-limits.ts';
import { createTelemetry, type MeasuredState } from '../../src/server/telemetry.ts';
import type { Operation } from '../../src/usage/operation.ts';

export interface LocalGatewayOptions {
  /** Resolves `nullable` and `required`. */
  readonly resolve?: () => unknown;
  /** Told who asks before each operation; what it throws fails the operation. */
  readonly onContext?: (options: { readonly caller: string; readonly signal: () => AbortSignal }) => void;
  readonly persisted?: PersistedOperations;
  readonly tokens?: readonly GatewayToken[];
  readonly jwt?: GatewayServerOptions['jwt'];
  readonly isOpen?: boolean;
  readonly corsOrigins?: readonly string[];
  readonly queryLimits?: Partial<QueryLimits>;
  readonly requestTimeoutMs?: number;
  readonly graceMs?: number;
  readonly maxConnections?: number;
  readonly answerCacheBytes?: number;
  readonly receiveTimeouts?: NonNullable<GatewayServerOptions['receiveTimeouts']>;
  readonly secrets?: readonly string[];
  /** What the operation says of all that it read. */
  readonly lasting?: boolean;
}

export interface LocalGateway extends GatewayServer {
  readonly url: string;
  log(): string;
}

/** It answers nothing: the tiny schema asks it for nothing but its report. */
const idleOperation: Operation = {
  list: notAsked,
  entities: notAsked,
  gateway: {
    slots: notAsked,
    lanes: notAsked,
    summary: notAsked,
    coverage: notAsked,
    discrepancies: notAsked,
  },
  latestDay: () => statisticsDay('2026-11-23'),
  upstreamDays: notAsked,
  requestedDay: notAsked,
  requestedRange: notAsked,
  admitted: async () => {},
  dryRun: notAsked,
  report: () => ({
    calls: 2,
    waitMs: 7,
    callsMs: 5,
    archiveMs: 3,
    lasting: false,
    stale: [],
    shelf: 'upstream',
  }),
};

function notAsked(): never {
  throw new Error('nothing is asked of this operation');
}

const MEASURED: MeasuredState = {
  slots: new Map([['app', { perSecond: 1, waiting: 0, expectedWaitMs: 0, heldUntilMs: null }]]),
  calls: new Map([
    [
      'app',
      {
        answered: 3,
        failed: 1,
        lastAnsweredMs: 1_700_000_000_500,
        failures: [{ code: 'UPSTREAM_RATE_LIMITED', reason: '8304', count: 1 }],
      },
    ],
  ]),
  archive: { available: true, completeDays: 0, rows: 0 },
  collecting: null,
  lagDays: new Map([['app', 2]]),
};

export async function startLocalGateway(options: LocalGatewayOptions = {}): Promise<LocalGateway> {
  const { resolve = () => 'fine', onContext = () => {}, secrets = [], lasting = false } = options;
  const operation: Operation = {
    ...idleOperation,
    report: () => ({
      calls: 2,
      waitMs: 7,
      callsMs: 5,
      archiveMs: 3,
      lasting,
      stale: [],
      shelf: 'upstream',
    }),
  };
  const stdout = new PassThrough();
  let text = '';
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const server = createGatewayServer({
    schema: schemaOf(resolve),
    createContext: (asked) => {
      onContext(asked);
      const collector = { request: () => {}, progress: async () => null };
      const { signal, closing, caller } = asked;
      const watch = { gateway: notAsked, collection: notAsked };
      return { operation, collector, live: { watch, watcher: { signal, closing, caller }, open: notAsked } };
    },
    readiness: () => ({ ready: true, upstream: 'http://upstream.example', archive: { available: true } }),
    persisted: options.persisted ?? NO_PERSISTED_OPERATIONS,
    queryLimits: { ...DEFAULT_QUERY_LIMITS, ...options.queryLimits },
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
    ...(options.graceMs !== undefined && { graceMs: options.graceMs }),
    telemetry: createTelemetry(async () => MEASURED),
    tokens: options.tokens ?? [],
    jwt: options.jwt,
    isOpen: options.isOpen ?? false,
    corsOrigins: options.corsOrigins ?? [],
    maxConnections: options.maxConnections ?? 1000,
    ...(options.answerCacheBytes !== undefined && { answerCacheBytes: options.answerCacheBytes }),
    ...(options.receiveTimeouts && { receiveTimeouts: options.receiveTimeouts }),
    secrets,
    schemaSdl: async () => 'type Query { nullable: String }',
    log: await createLogger({ level: 'info', format: 'json', isTerminal: false, stdout, secrets }),
  });
  return { ...server, url: await server.listen(0, '127.0.0.1'), log: () => text };
}

function schemaOf(resolve: () => unknown): GraphQLSchema {
  const row: GraphQLObjectType<unknown, GatewayContext> = new GraphQLObjectType({
    name: 'Row',
    fields: () => ({
      id: { type: GraphQLString, resolve: () => 'row' },
      again: { type: row, resolve: () => ({}) },
    }),
  });
  const page = new GraphQLObjectType({
    name: 'Page',
    fields: { nodes: { type: new GraphQLList(row), resolve: () => [{}] } },
  });
  const count = { type: GraphQLInt };
  const ids = { type: new GraphQLNonNull(new GraphQLList(GraphQLID)) };
  const fields: Record<string, GraphQLFieldConfig<unknown, GatewayContext>> = {
    nullable: { type: GraphQLString, resolve, extensions: LASTING },
    required: { type: new GraphQLNonNull(GraphQLString), resolve },
    number: { type: GraphQLInt, args: { n: count }, resolve: () => 1 },
    row: { type: row, resolve: () => ({}) },
    page: { type: page, args: { first: count, last: count }, resolve: () => ({}) },
    nodes: { type: new GraphQLList(row), args: { ids }, resolve: () => [{}] },
  };
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields }),
    directives: [...specifiedDirectives, ...INCREMENTAL_DIRECTIVES],
  });
}

/** The HTTP side alone: a tiny schema in place of ours, so that a resolver can fail or wait as a test needs. */
import { PassThrough } from 'node:stream';
import {
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { openArchive } from '../../src/archive/open-archive.ts';
import type { Collector } from '../../src/collector/collector.ts';
import { createContext, type GatewayContext } from '../../src/graphql/context.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createGatewayServer, type GatewayServer } from '../../src/server/gateway-server.ts';
import { createLogger } from '../../src/server/logger.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { NO_PERSISTED_OPERATIONS, type PersistedOperations } from '../../src/server/persisted-operations.ts';
import type { Operation } from '../../src/usage/operation.ts';
import type { Usage } from '../../src/usage/usage.ts';

export interface LocalGatewayOptions {
  /** Resolves `nullable` and `required`. */
  readonly resolve?: () => unknown;
  /** Told before each operation; what it throws fails the operation. */
  readonly onContext?: () => void;
  readonly persisted?: PersistedOperations;
}

export interface LocalGateway extends GatewayServer {
  readonly url: string;
  log(): string;
}

const operation: Operation = {
  apps: async () => new Map(),
  listWindow: async () => ({ rows: [], hasNext: false }),
  completeDay: async () => {},
  rows: async () => ({ rows: [], hasBefore: false, hasAfter: false }),
  sum: async () => ({ apps: 0, metrics: metricsFrom(() => 0) }),
  sumIfKnown: async () => undefined,
  noteSettled: () => {},
  report: () => ({ calls: 2, waitMs: 7, settled: false }),
};
const usage: Usage = {
  open: () => operation,
  slots: () => ({ perSecond: 1, waiting: 0, expectedWaitMs: 0, heldUntilMs: null }),
  archive: await openArchive({ url: 'sqlite::memory:', origin: 'test' }),
  belief: () => ({ sinceMs: 0, fromDay: statisticsDay('2026-01-01') }),
  calls: () => ({ answered: 0, failed: 0 }),
  status: () => ({ ready: true }),
  close: async () => {},
};

const collector: Collector = { request: () => {}, progress: async () => null, close: async () => {} };

export async function startLocalGateway(options: LocalGatewayOptions = {}): Promise<LocalGateway> {
  const { resolve = () => 'fine', onContext = () => {} } = options;
  const stdout = new PassThrough();
  let text = '';
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const server = createGatewayServer({
    schema: schemaOf(resolve),
    createContext: (signal) => {
      onContext();
      return createContext({ usage, collector, now: Date.now, signal });
    },
    readiness: () => ({ ready: true, upstream: 'http://upstream.example', archive: { available: true } }),
    persisted: options.persisted ?? NO_PERSISTED_OPERATIONS,
    metrics: createMetrics(async () => {
      throw new Error('nothing is measured here');
    }),
    tokens: [],
    corsOrigins: [],
    exampleQueries: '{ nullable }',
    log: createLogger({ level: 'info', format: 'json', isTerminal: false, stdout }),
  });
  return { ...server, url: await server.listen(0, '127.0.0.1'), log: () => text };
}

function schemaOf(resolve: () => unknown): GraphQLSchema {
  const fields: Record<string, GraphQLFieldConfig<unknown, GatewayContext>> = {
    nullable: { type: GraphQLString, resolve },
    required: { type: new GraphQLNonNull(GraphQLString), resolve },
    number: { type: GraphQLInt, args: { n: { type: GraphQLInt } }, resolve: () => 1 },
  };
  return new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
}

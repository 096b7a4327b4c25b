/** What answers at which path, as data: who may ask is said here, and checked in one place. */
import type { IncomingMessage } from 'node:http';
import type { MaybePromise } from '../usage/maybe-promise.ts';
import type { Caller } from './callers.ts';
import { answerPreflight } from './cors.ts';
import type { Exchange } from './exchange.ts';
import { sendJson } from './send-json.ts';
import type { Telemetry } from './telemetry.ts';
import { writeHead } from './write-head.ts';

interface RoutePlace {
  readonly path: string;
  readonly methods: readonly string[];
  /** Further condition, for paths that serve two purposes. */
  readonly when?: (request: IncomingMessage) => boolean;
}

/**
 * - `everybody`: strangers too; nothing of the organization is told
 * - `page`: whoever may open a page of ours here; it holds no data
 * - `callers`: those who may query
 */
export type Route =
  | CallersRoute
  | (RoutePlace & {
      readonly access: 'everybody' | 'page';
      readonly handle: (exchange: Exchange) => MaybePromise<void>;
    });

export interface CallersRoute extends RoutePlace {
  readonly access: 'callers';
  readonly handle: (exchange: Exchange, caller: Caller) => MaybePromise<void>;
}

export interface RouteHandlers {
  readonly ready: (exchange: Exchange) => Promise<void>;
  /** The dashboard and GraphiQL, with their files. */
  readonly pages: readonly Route[];
  readonly graphql: (exchange: Exchange, caller: Caller) => MaybePromise<void>;
  /** Undefined: tools for agents are off. */
  readonly mcp: ((exchange: Exchange, caller: Caller) => MaybePromise<void>) | undefined;
  readonly telemetry: Telemetry;
  readonly schemaFile: (exchange: Exchange) => Promise<void>;
}

export function createRoutes({
  ready,
  pages,
  graphql,
  mcp,
  telemetry,
  schemaFile,
}: RouteHandlers): readonly Route[] {
  const get = { methods: ['GET', 'HEAD'] };
  return [
    {
      path: '/health',
      ...get,
      access: 'everybody',
      handle: (exchange) => sendJson(exchange, 200, { status: 'ok' }),
    },
    { path: '/ready', ...get, access: 'everybody', handle: ready },
    {
      path: '/metrics',
      ...get,
      access: 'callers',
      async handle(exchange) {
        const text = await telemetry.text();
        const headers = { 'content-type': telemetry.contentType, 'cache-control': 'no-store' };
        writeHead(exchange, 200, headers).end(text);
      },
    },
    { path: '/schema.graphql', ...get, access: 'callers', handle: schemaFile },
    ...pages,
    preflight('/graphql'),
    { path: '/graphql', methods: ['GET', 'HEAD', 'POST'], access: 'callers', handle: graphql },
    ...(mcp === undefined
      ? []
      : [preflight('/mcp'), { path: '/mcp', methods: ['POST'], access: 'callers', handle: mcp } as const]),
  ];
}

/** A browser's preflight carries no token by design. */
function preflight(path: string): Route {
  return { path, methods: ['OPTIONS'], access: 'page', handle: answerPreflight };
}

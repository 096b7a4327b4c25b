import type { ExecutionResult } from 'graphql';
import { type GraphQLParams, processRegularResult } from 'graphql-yoga';
import type { Exchange } from '../exchange.ts';
import type { QueryOptions } from '../query-options.ts';
import type { ServerContext } from '../server-context.ts';
import { createGatewayYoga, type SharedQueries } from './gateway-yoga.ts';

/** What Yoga does of a query's way. Loaded when something first needs it: most queries do not. */
export interface YogaQueries {
  /** Executes a query around Yoga's HTTP layer. Undefined for what is answered in parts. */
  result(params: GraphQLParams, context: ServerContext): Promise<ExecutionResult | undefined>;
  /** A result as it is sent: its errors set status and headers. */
  response(result: ExecutionResult, contentType: string): Response;
  /** Reads a request, executes it, and makes an answer of it. */
  fetch(exchange: Exchange, body: Buffer, context: ServerContext): Promise<Response>;
}

export function createYogaQueries(options: QueryOptions, shared: SharedQueries): YogaQueries {
  const yoga = createGatewayYoga(options, shared);
  /** Plugins ask it for its method alone. */
  const post = new yoga.fetchAPI.Request('http://localhost/graphql', { method: 'POST' });
  return {
    async result(params, context) {
      const result = await yoga.getResultForParams({ params, request: post }, { ...context });
      return isWhole(result) ? result : undefined;
    },
    response: (result, contentType) => processRegularResult(result, yoga.fetchAPI, contentType),
    fetch: async (exchange, body, context) =>
      await yoga.fetch(`http://localhost${exchange.request.url}`, fetched(exchange, body), context),
  };
}

/** What Yoga reads of a request. A HEAD asks for what a GET would be answered. */
function fetched({ request: { method, headers } }: Exchange, body: Buffer): RequestInit {
  const { accept, 'content-type': type } = headers;
  const passed = {
    ...(accept !== undefined && { accept }),
    ...(type !== undefined && { 'content-type': type }),
  };
  return method === 'POST'
    ? { method, headers: passed, body: body.toString() }
    : { method: 'GET', headers: passed };
}

function isWhole(result: object | undefined): result is ExecutionResult {
  return result !== undefined && !Array.isArray(result) && !(Symbol.asyncIterator in result);
}

import type { ExecutionResult } from 'graphql';
import { type GraphQLParams, processRegularResult } from 'graphql-yoga';
import type { AnswerTypes } from './answer-types.ts';
import type { EngineAnswer, EngineQueries } from './engine-query.ts';
import type { Exchange } from './exchange.ts';
import type { JsonAnswer } from './finished-answer.ts';
import type { GatewayYoga } from './gateway-yoga.ts';
import { plainParameters } from './query-parameters.ts';
import { addRetryAfter, boundErrors, errorCodes } from './seen-result.ts';
import type { ServerContext } from './server-context.ts';

export interface PlainQueriesOptions {
  readonly yoga: GatewayYoga;
  readonly engine: EngineQueries;
  readonly types: Pick<AnswerTypes, 'get'>;
  /** What must not appear in any message. */
  readonly secrets: readonly string[];
}

export interface PlainQueries {
  /** Undefined, with nothing done, for what is no plain query. */
  answer(
    exchange: Exchange,
    body: Buffer,
    context: ServerContext,
  ): Promise<JsonAnswer | Response | undefined>;
  /** What a query results in, as its client may see it. Throws for what is answered in parts. */
  result(params: GraphQLParams, context: ServerContext): Promise<ExecutionResult>;
}

/**
 * Answers plain queries around Yoga's HTTP layer: a body that is read already needs no Request to be read from, and a
 * JSON text no Response to be sent. Errors set statuses and headers, so they make one. What the engine does not execute,
 * Yoga does.
 */
export function createPlainQueries({ yoga, engine, types, secrets }: PlainQueriesOptions): PlainQueries {
  /** Plugins ask it for its method alone. */
  const request = new yoga.fetchAPI.Request('http://localhost/graphql', { method: 'POST' });

  /** As its client may see it; undefined for what is answered in parts. */
  async function seen(
    answer: ReturnType<EngineQueries['answer']> | ReturnType<GatewayYoga['getResultForParams']>,
    context: ServerContext,
  ): Promise<EngineAnswer | undefined> {
    const result = await answer;
    if (typeof result === 'string') return result;
    if (!isWhole(result)) return undefined;
    addRetryAfter(result);
    boundErrors(result, secrets);
    if (result.errors !== undefined) context.notes.errors = errorCodes(result);
    return result;
  }

  async function executedByYoga(params: GraphQLParams, context: ServerContext) {
    return await yoga.getResultForParams({ params, request }, { ...context });
  }

  return {
    async answer(exchange, body, context) {
      const type = types.get(exchange.request.headers.accept);
      const params = type === undefined ? undefined : plainParameters(exchange.request, body);
      if (type === undefined || params === undefined) return undefined;
      const answer = engine.answer(params, context);
      // Yoga reads ids and URLs from the request itself.
      const isForYoga = !params.query || params.documentId || exchange.request.method !== 'POST';
      if (answer === undefined && isForYoga) return undefined;
      // Only hooks in front of the execution throw, such as that of persisted operations. Yoga makes answers of it.
      const result = await seen(answer ?? executedByYoga(params, context), context).catch(() => undefined);
      if (result === undefined) return undefined;
      const contentType = `${type}; charset=utf-8`;
      if (typeof result === 'string') return { text: result, contentType };
      if (result.errors === undefined && result.extensions?.http === undefined) {
        return { text: JSON.stringify(result), contentType };
      }
      return processRegularResult(result, yoga.fetchAPI, type);
    },
    async result(params, context) {
      const result = await seen(engine.answer(params, context) ?? executedByYoga(params, context), context);
      if (result === undefined) throw new Error('this query is answered in parts');
      return typeof result === 'string' ? JSON.parse(result) : result;
    },
  };
}

function isWhole(result: object | undefined): result is ExecutionResult {
  return result !== undefined && !Array.isArray(result) && !(Symbol.asyncIterator in result);
}

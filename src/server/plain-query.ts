import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { answerType } from './answer-type.ts';
import type { EngineAnswer, EngineQueries } from './engine-query.ts';
import type { Exchange } from './exchange.ts';
import type { JsonAnswer } from './finished-answer.ts';
import { plainParameters } from './query-parameters.ts';
import { addRetryAfter, boundErrors, errorCodes } from './seen-result.ts';
import type { ServerContext } from './server-context.ts';
import type { YogaQueries } from './yoga/yoga-queries.ts';

export interface PlainQueriesOptions {
  readonly engine: EngineQueries;
  readonly yoga: () => Promise<YogaQueries>;
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
export function createPlainQueries({ engine, yoga, secrets }: PlainQueriesOptions): PlainQueries {
  /** As its client may see it. */
  function seen(answer: EngineAnswer, { notes }: ServerContext): EngineAnswer {
    if (typeof answer === 'string') return answer;
    addRetryAfter(answer);
    boundErrors(answer, secrets);
    if (answer.errors !== undefined) notes.errors = errorCodes(answer);
    return answer;
  }

  async function executedByYoga(params: GraphQLParams, context: ServerContext) {
    const result = await (await yoga()).result(params, context);
    return result && seen(result, context);
  }

  return {
    async answer(exchange, body, context) {
      const type = answerType(exchange.request.headers.accept);
      const params = type === undefined ? undefined : plainParameters(exchange.request, body);
      if (type === undefined || params === undefined) return undefined;
      const answer = engine.answer(params, context);
      // Yoga reads ids and URLs from the request itself.
      const isForYoga = !params.query || params.documentId || exchange.request.method !== 'POST';
      if (answer === undefined && isForYoga) return undefined;
      // Only hooks in front of the execution throw, such as that of persisted operations. Yoga makes answers of it.
      const result =
        answer === undefined
          ? await executedByYoga(params, context).catch(() => undefined)
          : seen(await answer, context);
      if (result === undefined) return undefined;
      const contentType = `${type}; charset=utf-8`;
      if (typeof result === 'string') return { text: result, contentType };
      if (result.errors === undefined && result.extensions?.http === undefined) {
        return { text: JSON.stringify(result), contentType };
      }
      return (await yoga()).response(result, type);
    },
    async result(params, context) {
      const answer = engine.answer(params, context);
      const result =
        answer === undefined ? await executedByYoga(params, context) : seen(await answer, context);
      if (result === undefined) throw new Error('this query is answered in parts');
      return typeof result === 'string' ? JSON.parse(result) : result;
    },
  };
}

import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { once } from '../once.ts';
import { beginOperation, type OperationBounds } from './begin-operation.ts';
import type { Caller } from './callers.ts';
import { createKnownQueries } from './engine/known-queries.ts';
import { createEngineQueries } from './engine-query.ts';
import type { Exchange } from './exchange.ts';
import { type FinishedAnswer, finishedAnswer, firstAnswer, type JsonAnswer } from './finished-answer.ts';
import { createPersistedDocuments } from './persisted-operations.ts';
import { createPlainQueries } from './plain-query.ts';
import { createCheckedDocuments } from './query/checked-documents.ts';
import { createKnownEstimates } from './query/known-estimates.ts';
import type { QueryOptions } from './query-options.ts';
import { sendAnswer } from './send-answer.ts';
import { sendResponse } from './send-response.ts';
import { sendText } from './send-text.ts';
import type { ServerContext } from './server-context.ts';
import { setServerTiming } from './server-timing.ts';

export interface QueryExecutionOptions extends QueryOptions, OperationBounds {}

/** Keeps the answer of a request, if it never changes, for whoever asks the same. */
export interface AnswerKeeper {
  wants(bytes: number): boolean;
  /** As it is to be sent from then on. */
  keep(answer: FinishedAnswer): void;
}

export interface QueryExecution {
  /** Executes what a request asks, and sends the answer. */
  send(exchange: Exchange, caller: Caller, body: Buffer, keeper: AnswerKeeper): Promise<void>;
  /** Executes a query of the gateway's own, within the limits of whoever made the request. */
  resultOf(exchange: Exchange, caller: Caller, params: GraphQLParams): Promise<ExecutionResult>;
}

/** Executes queries: plain ones with the engine, the others with Yoga. */
export function createQueryExecution(options: QueryExecutionOptions): QueryExecution {
  const { schema, queryLimits, persisted, createContext, secrets, log } = options;
  const persistedDocuments = createPersistedDocuments(persisted, queryLimits.maxBytes);
  const shared = {
    documents: createCheckedDocuments(),
    estimates: createKnownEstimates(schema),
    persistedDocuments,
  };
  const yoga = once(async () => (await import('./yoga/yoga-queries.ts')).createYogaQueries(options, shared));
  const known = createKnownQueries({ schema, limits: queryLimits, ...shared });
  const engine = createEngineQueries({
    known,
    createContext,
    persistedDocument: persistedDocuments.find,
    onlyPersisted: persisted.only,
    log,
  });
  const plain = createPlainQueries({ engine, yoga, secrets });

  async function executeWithYoga(
    exchange: Exchange,
    body: Buffer,
    context: ServerContext,
  ): Promise<JsonAnswer | Response> {
    const answer = await (await yoga()).fetch(exchange, body, context);
    const contentType = answer.headers.get('content-type') ?? '';
    if (answer.status !== 200 || context.notes.lasting === undefined || !isJson(contentType)) return answer;
    // Errors may have set headers.
    return context.notes.errors === undefined ? { text: await answer.text(), contentType } : answer;
  }

  return {
    async send(exchange, caller, body, keeper) {
      if (exchange.isGone) return;
      const { context, answered, end } = beginOperation(exchange, caller, options);
      const { notes } = context;
      try {
        const answer =
          (await plain.answer(exchange, body, context)) ?? (await executeWithYoga(exchange, body, context));
        answered();
        setServerTiming(exchange);
        if ('status' in answer) return await sendResponse(answer, exchange);
        const isLasting = notes.lasting === true;
        const isKept = isLasting && keeper.wants(answer.text.length);
        // Clients keep what they asked by GET, too.
        const isFinished = isKept || (isLasting && exchange.request.method !== 'POST');
        const finished = isFinished ? finishedAnswer(answer, notes) : undefined;
        if (finished === undefined) return sendText(exchange, answer);
        if (isKept) keeper.keep(finished);
        sendAnswer(exchange, firstAnswer(answer, finished));
      } finally {
        end();
      }
    },
    async resultOf(exchange, caller, params) {
      const { context, end } = beginOperation(exchange, caller, options);
      try {
        return await plain.result(params, { ...context, isOwn: true });
      } finally {
        end();
      }
    },
  };
}

/** Answers that are sent in parts are of other types. */
function isJson(contentType: string): boolean {
  return /^application\/(graphql-response\+)?json\b/.test(contentType);
}

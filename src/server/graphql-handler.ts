/** A query's way from its bytes to the bytes of its answer. */
import type { MaybePromise } from '../usage/maybe-promise.ts';
import { type AnswerCache, createAnswerCache } from './answer-cache.ts';
import { answerKey } from './answer-key.ts';
import { createAnswerVariants } from './answer-variants.ts';
import type { Caller } from './callers.ts';
import type { Exchange } from './exchange.ts';
import type { AnswerKeeper, QueryExecution } from './query-execution.ts';
import { BODY_TOO_LARGE, MAX_BODY_BYTES, queryRefusal } from './query-request.ts';
import { refuse } from './refuse.ts';
import { readBody } from './request-body.ts';
import { sendAnswer } from './send-answer.ts';
import { setServerTiming } from './server-timing.ts';
import type { Telemetry } from './telemetry.ts';

export interface GraphqlHandlerOptions {
  readonly execution: Pick<QueryExecution, 'send'>;
  /** Memory for answers that never change; default 64,000,000 bytes, 0 keeps none. */
  readonly answerCacheBytes?: number;
  readonly telemetry: Pick<Telemetry, 'answerSought' | 'answersKept'>;
}

const ANSWER_CACHE_BYTES = 64_000_000;
const NO_BODY = Buffer.alloc(0);

/** Answers GraphQL over HTTP: from the kept answers where the same was asked before, else by executing it. */
export function createGraphqlHandler({
  execution,
  answerCacheBytes = ANSWER_CACHE_BYTES,
  telemetry,
}: GraphqlHandlerOptions): (exchange: Exchange, caller: Caller) => MaybePromise<void> {
  const answers = createAnswerCache({ maxBytes: answerCacheBytes, telemetry });
  const addVariant = answers && createAnswerVariants(answers);

  function answer(exchange: Exchange, caller: Caller, body: Buffer): MaybePromise<void> {
    const { request } = exchange;
    const key = answers && answerKey(request, caller, body);
    const kept = key === undefined ? undefined : answers?.get(key);
    if (key !== undefined && kept !== undefined) {
      exchange.notes.query = kept.notes;
      setServerTiming(exchange);
      sendAnswer(exchange, kept);
      addVariant?.(key, kept, request.headers['accept-encoding']);
      return;
    }
    const keeper = answers !== undefined && key !== undefined ? keeperOf(answers, key) : KEEPS_NOTHING;
    return execution.send(exchange, caller, body, keeper);
  }

  return (exchange, caller) => {
    const { request } = exchange;
    const refusal = queryRefusal(request);
    if (refusal !== undefined) return refuse(exchange, refusal);
    if (request.method !== 'POST') return answer(exchange, caller, NO_BODY);
    return readBody(request, MAX_BODY_BYTES, (body) =>
      body === 'too large' ? refuse(exchange, BODY_TOO_LARGE) : answer(exchange, caller, body),
    );
  };
}

const KEEPS_NOTHING: AnswerKeeper = { wants: () => false, keep: () => {} };

function keeperOf(answers: AnswerCache, key: string): AnswerKeeper {
  return { wants: (bytes) => answers.wants(key, bytes), keep: (answer) => answers.keep(key, answer) };
}

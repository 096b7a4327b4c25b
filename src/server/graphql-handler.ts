/** A query's way from its bytes to the bytes of its answer. */
import type { Tracer } from '../tracer.ts';
import { createAnswerCache } from './answer-cache.ts';
import { answerKey } from './answer-key.ts';
import { createAnswerVariants } from './answer-variants.ts';
import type { Caller } from './callers.ts';
import type { Exchange } from './exchange.ts';
import type { GatewayYogaOptions } from './gateway-yoga.ts';
import { createQueryExecution } from './query-execution.ts';
import { BODY_TOO_LARGE, MAX_BODY_BYTES, queryRefusal } from './query-request.ts';
import { refuse } from './refuse.ts';
import { readBody } from './request-body.ts';
import { sendAnswer } from './send-answer.ts';
import type { Telemetry } from './telemetry.ts';
import { traceQuery } from './trace-query.ts';

export interface GraphqlHandlerOptions extends GatewayYogaOptions {
  /** Time for one operation in milliseconds. */
  readonly requestTimeoutMs: number;
  /**
   * Operations answer in time by themselves, with what is known. One that does not is stopped so much later; default
   * 5,000 ms.
   */
  readonly graceMs?: number;
  /** Memory for answers that never change; default 64,000,000 bytes, 0 keeps none. */
  readonly answerCacheBytes?: number;
  /**
   * How long ago numbers may have expired that are answered while the upstream is away, in milliseconds, where the
   * request does not say it. Default 0: an error is answered.
   */
  readonly staleIfErrorMs?: number;
  readonly telemetry: Pick<Telemetry, 'answerSought' | 'answersKept'>;
  /** Default: nothing is traced. */
  readonly tracer?: Tracer;
}

const GRACE_MS = 5000;
const ANSWER_CACHE_BYTES = 64_000_000;
const NO_BODY = Buffer.alloc(0);

/** Answers GraphQL over HTTP: from the kept answers where the same was asked before, else with Yoga. */
export function createGraphqlHandler(
  options: GraphqlHandlerOptions & {
    /** Aborted when the server closes. */
    readonly closing: AbortSignal;
  },
): (exchange: Exchange, caller: Caller) => Promise<void> {
  const answers = createAnswerCache({
    maxBytes: options.answerCacheBytes ?? ANSWER_CACHE_BYTES,
    telemetry: options.telemetry,
  });
  const addVariant = answers && createAnswerVariants(answers);
  const { graceMs = GRACE_MS, staleIfErrorMs = 0 } = options;
  const execute = createQueryExecution({ ...options, graceMs, staleIfErrorMs });

  async function handle(exchange: Exchange, caller: Caller): Promise<void> {
    const { request } = exchange;
    const refusal = queryRefusal(request);
    if (refusal !== undefined) return refuse(exchange, refusal);
    const body = request.method === 'POST' ? await readBody(request, MAX_BODY_BYTES) : NO_BODY;
    if (body === 'too large') return refuse(exchange, BODY_TOO_LARGE);
    if (body === 'gone') return;

    const key = answers && answerKey(request, caller, body);
    const kept = key === undefined ? undefined : answers?.get(key);
    if (key !== undefined && kept !== undefined) {
      exchange.notes.query = { ...kept.operation, report: () => ({ calls: 0, waitMs: 0, shelf: 'answers' }) };
      sendAnswer(exchange, kept);
      addVariant?.(key, kept, request.headers['accept-encoding']);
      return;
    }
    await execute(exchange, caller, body, (answer) => {
      if (key !== undefined) answers?.keep(key, answer);
    });
  }

  const { tracer } = options;
  return tracer?.isOn
    ? (exchange, caller) => traceQuery(tracer, exchange, caller, () => handle(exchange, caller))
    : handle;
}

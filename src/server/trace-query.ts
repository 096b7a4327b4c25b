import type { Tracer } from '../tracer.ts';
import type { MaybePromise } from '../usage/maybe-promise.ts';
import type { Caller } from './callers.ts';
import type { Exchange } from './exchange.ts';
import { traceParent } from './trace-parent.ts';

const LONGEST_NAME = 100;

type Handle = (exchange: Exchange, caller: Caller) => MaybePromise<void>;

/** Answers each query in a span of its own, within the trace that the request names. Its log line has the trace's id. */
export function tracedQueries(tracer: Tracer, handle: Handle): Handle {
  if (!tracer.isOn) return handle;
  return (exchange, caller) => traceQuery(tracer, exchange, caller, () => handle(exchange, caller));
}

async function traceQuery(
  tracer: Tracer,
  { request, response, notes }: Exchange,
  caller: Caller,
  handle: () => MaybePromise<void>,
): Promise<void> {
  const attributes = { 'gateway.request_id': notes.id, 'gateway.caller': caller.name };
  const parent = traceParent(request.headers.traceparent);
  await tracer.trace({ name: 'GraphQL', kind: 'server', attributes, parent }, async (span) => {
    notes.traceId = span.link?.traceId;
    await handle();
    const { type, operation, errors = [], report } = notes.query ?? {};
    const name = operation?.slice(0, LONGEST_NAME);
    if (type !== undefined) span.rename(name === undefined ? type : `${type} ${name}`);
    const { calls = 0 } = report?.() ?? {};
    span.set({
      'http.response.status_code': response.statusCode,
      'jodoo.calls': calls,
      ...(type !== undefined && { 'graphql.operation.type': type }),
      ...(name !== undefined && { 'graphql.operation.name': name }),
    });
    const failure = notes.refused ?? errors[0];
    if (failure !== undefined) span.fail(failure);
  });
}

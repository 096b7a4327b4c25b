import type { Logger } from 'pino';
import { addressOf } from './callers.ts';
import type { Exchange } from './exchange.ts';
import type { Telemetry } from './telemetry.ts';

export interface RequestLogOptions {
  readonly log: Logger;
  readonly telemetry: Pick<Telemetry, 'requestFinished' | 'refused'>;
}

const LONGEST_TEXT = 100;
const MOST_CODES = 10;

/** Logs and counts each query and each refusal once its connection is done with it: one line each, of bounded length. */
export function createRequestLog({ log, telemetry }: RequestLogOptions): (exchange: Exchange) => void {
  return (exchange) => {
    const { request, response, path, notes } = exchange;
    if (notes.refused !== undefined) {
      telemetry.refused({ status: response.statusCode, code: notes.refused });
      const from = { path: cut(path), address: addressOf(request), origin: cut(request.headers.origin) };
      const common = commonFields(exchange, performance.now() - notes.startedMs);
      log.info({ ...common, ...from, code: notes.refused }, 'refused');
      return;
    }
    if (notes.query === undefined) return;
    const durationMs = performance.now() - notes.startedMs;
    const { operation, type, errors = [], report } = notes.query;
    const cost = report?.();
    telemetry.requestFinished({
      shelf: cost?.shelf,
      status: response.statusCode,
      durationMs,
      errors,
      caller: notes.caller?.label ?? 'none',
    });
    if (!log.isLevelEnabled('info')) return;
    const spent = { upstreamCalls: cost?.calls, waitMs: cost?.waitMs };
    const common = commonFields(exchange, durationMs);
    const asked = { operation: cut(operation), type, ...spent, errors: summary(errors) };
    log.info(Object.assign(common, asked), 'request');
  };
}

function commonFields({ request, response, notes }: Exchange, durationMs: number): object {
  return {
    requestId: notes.id,
    traceId: notes.traceId,
    method: request.method,
    caller: notes.caller?.name,
    status: response.writableFinished ? response.statusCode : 'client left',
    durationMs: Math.round(durationMs),
  };
}

function cut(text: string | undefined): string | undefined {
  return text !== undefined && text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** Each code once; undefined for none. */
function summary(codes: readonly string[]): string[] | undefined {
  return codes.length === 0 ? undefined : [...new Set(codes)].slice(0, MOST_CODES);
}

import type { Exchange } from './exchange.ts';
import { type Refusal, refusalBody } from './refusal.ts';
import { sendJson } from './send-json.ts';

/** Sends a refusal, and notes it for the log and telemetry. */
export function refuse(exchange: Exchange, refusal: Refusal): void {
  exchange.notes.refused = refusal.code;
  const headers = { 'cache-control': 'no-store', ...refusal.headers };
  sendJson(exchange, refusal.status, refusalBody(refusal), headers);
}

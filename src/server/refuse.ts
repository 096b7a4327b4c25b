import type { Exchange } from './exchange.ts';
import { type Refusal, sendRefusal } from './refusal.ts';

/** Sends a refusal, and notes it for the log and telemetry. */
export function refuse({ response, notes }: Exchange, refusal: Refusal): void {
  notes.refused = refusal.code;
  sendRefusal(response, refusal);
}

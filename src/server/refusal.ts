import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ErrorCode } from '../errors.ts';
import { sendJson } from './send-json.ts';

/** A request that is not answered: who sent it is told why, and what would help. */
export interface Refusal {
  /** HTTP's. */
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** Sends a refusal in GraphQL's form, so that clients find its code where they find all others. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  sendJson(response, refusal.status, refusalBody(refusal), {
    'cache-control': 'no-store',
    ...refusal.headers,
  });
}

export function refusalBody({ code, message }: Refusal): object {
  return { errors: [{ message, extensions: { code } }] };
}

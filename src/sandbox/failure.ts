import type { FailureResponse } from '../jodoo/contract.ts';

/** What the upstream says instead of an answer. */
export interface Failure {
  readonly status: number;
  readonly body: FailureResponse;
}

/** A failure in the upstream's own words; by default with HTTP 400. */
export function failure(code: number, msg: string, status = 400): Failure {
  return { status, body: { code, msg } };
}

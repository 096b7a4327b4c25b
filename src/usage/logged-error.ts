import { GatewayError } from '../errors.ts';

/** An error as a log line has it: one that is expected needs no stack. */
export function loggedError(error: unknown): object {
  return error instanceof GatewayError ? { code: error.code, reason: error.message } : { err: error };
}

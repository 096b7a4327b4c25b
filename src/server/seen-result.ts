/** The last steps of every answer, whichever way it came: what its client may see of its errors. */
import type { ExecutionResult } from 'graphql';
import { redacted } from '../jodoo/redacted.ts';

const LONGEST_MESSAGE = 1000;

/**
 * Cuts error messages, which quote the query or the upstream, to a bounded length, and takes secrets out of them: the
 * last wall behind all those that should not have let them through.
 */
export function boundErrors({ errors = [] }: ExecutionResult, secrets: readonly string[]): void {
  for (const error of errors) {
    const safe = redacted(error.message, secrets);
    error.message = safe.length > LONGEST_MESSAGE ? `${safe.slice(0, LONGEST_MESSAGE)}…` : safe;
  }
}

/** Where nothing could be answered: when to come again. Yoga turns `extensions.http` of an error into headers. */
export function addRetryAfter({ data, errors = [] }: ExecutionResult): void {
  if (Object.values(data ?? {}).some((value) => value !== null)) return;
  for (const error of errors) {
    const { retryAfterMs } = error.extensions;
    if (typeof retryAfterMs !== 'number') continue;
    error.extensions.http = { headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } };
  }
}

/** Of the errors as their client sees them. */
export function errorCodes({ errors = [] }: ExecutionResult): readonly string[] {
  return errors.map(({ extensions }) => String(extensions.code));
}

import type { ErrorCode } from '../errors.ts';

/** A request that is not answered: who sent it is told why, and what would help. */
export interface Refusal {
  /** HTTP's. */
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** GraphQL's form, so that clients find its code where they find all others. */
export function refusalBody({ code, message }: Refusal): object {
  return { errors: [{ message, extensions: { code } }] };
}

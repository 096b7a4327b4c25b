import type { FailureKind } from '../jodoo/upstream-error.ts';

/** What to do with the wants of a failed call. */
export type Retry = { readonly again: false } | { readonly again: true; readonly delayMs: number };

/** A transient failure is tried this many times in all. */
export const MAX_ATTEMPTS = 3;

/**
 * Decides whether a call that failed for the `attempt`-th time (from 1) is worth another slot.
 * A refusal is always: the pace itself holds back, and the asker's deadline is the bound. `random` lies in 0…1.
 */
export function retryAfterFailure(
  kind: FailureKind,
  attempt: number,
  intervalMs: number,
  random: number,
): Retry {
  switch (kind) {
    case 'refused':
      return { again: true, delayMs: 0 };
    case 'transient':
      if (attempt >= MAX_ATTEMPTS) return { again: false };
      return { again: true, delayMs: intervalMs * 2 ** (attempt - 1) * (0.5 + random / 2) };
    case 'final':
      return { again: false };
  }
}

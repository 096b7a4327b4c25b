import { JODOO_CODES } from '../jodoo/contract.ts';
import { LIST_KINDS, type ListKind } from '../jodoo/lists.ts';
import { UpstreamError } from '../jodoo/upstream-error.ts';

/** Upstream calls on one list since the start; refused ones are failures. */
export interface CallCounts {
  readonly answered: number;
  readonly failed: number;
  /** Epoch milliseconds; null before the first answer. */
  readonly lastAnsweredMs: number | null;
  readonly failures: readonly CountedFailure[];
}

export interface CountedFailure {
  /** Ours, as in `extensions.code`. */
  readonly code: string;
  /** Jodoo's code, `other` for one that is not documented, `http-502` for a status without one, `none` without an answer. */
  readonly reason: string;
  readonly count: number;
}

export interface CallCounter {
  answered(kind: ListKind): void;
  failed(kind: ListKind, error: unknown): void;
  counts(): ReadonlyMap<ListKind, CallCounts>;
}

const KNOWN_CODES = new Set<number>(Object.values(JODOO_CODES));
const NONE: CallCounts = { answered: 0, failed: 0, lastAnsweredMs: null, failures: [] };

/** `now`: epoch milliseconds. */
export function createCallCounter(now: () => number): CallCounter {
  const counts = new Map<ListKind, CallCounts>(LIST_KINDS.map((kind) => [kind, NONE]));
  return {
    answered(kind) {
      const before = counts.get(kind) ?? NONE;
      counts.set(kind, { ...before, answered: before.answered + 1, lastAnsweredMs: now() });
    },
    failed(kind, error) {
      const before = counts.get(kind) ?? NONE;
      const { code, reason } = failureOf(error);
      const same = before.failures.find((one) => one.code === code && one.reason === reason);
      const others = before.failures.filter((one) => one !== same);
      const failures = [...others, { code, reason, count: (same?.count ?? 0) + 1 }];
      counts.set(kind, { ...before, failed: before.failed + 1, failures });
    },
    counts: () => counts,
  };
}

/** One of few, whatever the upstream sends. */
function failureOf(error: unknown): { code: string; reason: string } {
  if (!(error instanceof UpstreamError)) return { code: 'INTERNAL_SERVER_ERROR', reason: 'none' };
  const { code, status } = error.upstream;
  if (code !== null) return { code: error.code, reason: KNOWN_CODES.has(code) ? String(code) : 'other' };
  return { code: error.code, reason: status === null ? 'none' : `http-${status}` };
}

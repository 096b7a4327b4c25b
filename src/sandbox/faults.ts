import type { AppMetricsItem } from '../jodoo/contract.ts';

/** What can go wrong with one request. `common-faults.ts` has the usual ones ready-made. */
export type Fault =
  /** A failure of the upstream's own, with HTTP 400. */
  | { readonly kind: 'code'; readonly code: number; readonly msg: string }
  /** What a proxy in between answers. */
  | { readonly kind: 'status'; readonly status: number; readonly body: string }
  /** The connection is cut without an answer. */
  | { readonly kind: 'reset' }
  /** No answer ever. */
  | { readonly kind: 'hang' }
  /** A success whose body is this text. */
  | { readonly kind: 'body'; readonly text: string }
  /** The answer comes late: by `fixedMs`, and by a random share of `jitterMs`. */
  | { readonly kind: 'latency'; readonly fixedMs?: number; readonly jitterMs?: number }
  /** Rows that are changed before they are sent. Must return a copy. */
  | { readonly kind: 'rows'; readonly change: (item: AppMetricsItem) => unknown }
  /** Metrics of rows and of the overview that are changed before they are sent; `days` left out: on every day. */
  | {
      readonly kind: 'metrics';
      readonly days?: readonly string[];
      readonly change: (metrics: Readonly<Record<string, unknown>>) => unknown;
    };

/** Faults meet only requests that the key and the rate limit have let in: those are the ones that tests count. */
export interface Faults {
  /** The next `count` requests meet the fault, after those already planned. */
  next(count: number, fault: Fault): void;
  /** Every request meets the fault, until `clear`. Several add up; of those that answer, the latest one does. */
  always(fault: Fault): void;
  /** Forgets all of them, and the arrival jitter too. */
  clear(): void;
  /** Every request is counted by the rate limit only after a random delay up to this: a network that is not quiet. */
  arrivalJitterMs: number;
  /** Takes the faults of the request at hand, the decisive first. */
  take(): readonly Fault[];
}

export function createFaults(arrivalJitterMs = 0): Faults {
  let planned: Fault[] = [];
  let standing: Fault[] = [];
  const faults: Faults = {
    arrivalJitterMs,
    next(count, fault) {
      planned.push(...Array.from({ length: count }, () => fault));
    },
    always(fault) {
      standing.unshift(fault);
    },
    clear() {
      planned = [];
      standing = [];
      faults.arrivalJitterMs = 0;
    },
    take: () => [...planned.splice(0, 1), ...standing],
  };
  return faults;
}

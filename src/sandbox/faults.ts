import type { AppMetricsItem } from '../jodoo/contract.ts';

/** What can go wrong with one request. */
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
  /** Rows that are changed before they are sent. */
  | { readonly kind: 'rows'; readonly change: (item: AppMetricsItem) => unknown };

export interface Faults {
  /** The next `count` requests meet the fault, after those already planned. */
  next(count: number, fault: Fault): void;
  /** Every request meets the fault, until `clear`. */
  always(fault: Fault): void;
  clear(): void;
  /** Takes the fault of the request at hand. */
  take(): Fault | undefined;
}

export function createFaults(): Faults {
  let planned: Fault[] = [];
  let standing: Fault | undefined;
  return {
    next(count, fault) {
      planned.push(...Array.from({ length: count }, () => fault));
    },
    always(fault) {
      standing = fault;
    },
    clear() {
      planned = [];
      standing = undefined;
    },
    take: () => planned.shift() ?? standing,
  };
}

/** What can go wrong with a request, and which requests meet it. */
import type { JsonObject, Listed } from './answer.ts';
import type { Asked, EndpointName } from './asked.ts';

/** One thing that goes wrong. `common-faults.ts`, `list-faults.ts` and `wire-faults.ts` have the usual ones ready-made. */
export type Fault = FaultKind & {
  /** Which requests it concerns; left out: every one. */
  readonly only?: FaultSelection | undefined;
};

/** Each member that is there must fit. */
export interface FaultSelection {
  readonly endpoint?: EndpointName | undefined;
  /** Of these days only. */
  readonly days?: readonly string[] | undefined;
  /** Look-ups by id only, or pages of a list only (the overview is neither). */
  readonly asks?: 'ids' | 'page' | undefined;
  /** These pages of a list only, counted from 0 in pages of the request's own `limit`. */
  readonly pages?: readonly number[] | undefined;
}

type FaultKind =
  /** A failure of the upstream's own; by default with HTTP 400. */
  | { readonly kind: 'code'; readonly code: number; readonly msg: string; readonly status?: number }
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
  /** Items of a list that are changed before they are sent. Must return a copy. */
  | { readonly kind: 'rows'; readonly change: (item: JsonObject) => unknown }
  /** Metrics of items and of the overview that are changed before they are sent. */
  | { readonly kind: 'metrics'; readonly change: (metrics: JsonObject) => unknown }
  /** A success whose JSON is changed. Must return a copy. `list` is the day's, from which the answer was taken. */
  | {
      readonly kind: 'answer';
      readonly change: (body: JsonObject, asked: Asked, list: readonly Listed[]) => JsonObject;
    }
  /** A success whose JSON is changed as text. */
  | { readonly kind: 'text'; readonly change: (json: string) => string }
  /** The answer begins with its first `share` (0…1) and then the connection is cut. */
  | { readonly kind: 'cut'; readonly share: number }
  /** The answer comes in pieces of so many bytes. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number };

/** Faults meet only requests that the key and the rate limit have let in: those are the ones that tests count. */
export interface Faults {
  /** The next `count` requests that it concerns meet the fault, after those already planned. */
  next(count: number, fault: Fault): void;
  /**
   * Every request that it concerns meets the fault, until `clear`. Several add up; of those that answer, the latest
   * one does.
   */
  always(fault: Fault): void;
  /** Forgets all of them, and the arrival jitter too. */
  clear(): void;
  /** Every request is counted by the rate limit only after a random delay up to this: a network that is not quiet. */
  arrivalJitterMs: number;
  /** Takes the faults of the request at hand, the decisive first. undefined: a request that nobody understands. */
  take(asked: Asked | undefined): readonly Fault[];
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
    take(asked) {
      const place = planned.findIndex(({ only }) => concerns(only, asked));
      const next = place < 0 ? [] : planned.splice(place, 1);
      return [...next, ...standing.filter(({ only }) => concerns(only, asked))];
    },
  };
  return faults;
}

function concerns(only: FaultSelection | undefined, asked: Asked | undefined): boolean {
  if (only === undefined) return true;
  if (asked === undefined) return false;
  const { endpoint, days, asks, pages } = only;
  const asking = asked.endpoint === 'overview' ? undefined : asked.ids.length > 0 ? 'ids' : 'page';
  return (
    (endpoint === undefined || endpoint === asked.endpoint) &&
    (days === undefined || days.includes(asked.day)) &&
    (asks === undefined || asks === asking) &&
    (pages === undefined || (asking === 'page' && pages.includes(Math.floor(asked.skip / asked.limit))))
  );
}

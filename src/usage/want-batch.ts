import { type Deferred, deferred } from '../deferred.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { Found } from './found.ts';
import { type Want, wantKey } from './want.ts';

/** Wants that were raised together. Each is settled by itself: what one call brings need not wait for the next. */
export interface WantBatch {
  readonly kind: ListKind;
  readonly wants: readonly Want[];
  /** What was found of each want, in order; rejects with the error of its want. */
  readonly found: readonly Promise<Found>[];
  settle(want: Want, found: Found | Error): void;
  /** Ends every want that is not settled with an error. */
  fail(error: unknown): void;
}

export function createWantBatch(kind: ListKind, wants: readonly Want[]): WantBatch {
  const open = new Map<string, Deferred<Found>>();
  for (const want of wants) {
    const key = wantKey(want);
    if (!open.has(key)) open.set(key, deferred());
  }
  return {
    kind,
    wants,
    found: wants.flatMap((want) => open.get(wantKey(want))?.promise ?? []),
    settle(want, found) {
      const outcome = open.get(wantKey(want));
      if (found instanceof Error) outcome?.reject(found);
      else outcome?.resolve(found);
    },
    fail(error) {
      for (const outcome of open.values()) outcome.reject(error);
    },
  };
}

/** A list that grows from its start while others read it. */
import { type Deferred, deferred } from '../../deferred.ts';

export interface Arrivals<T> extends AsyncIterable<T> {
  /** `items` are all that are there so far: those behind the ones that were told before are new. */
  readonly upTo: (items: readonly T[]) => void;
  /** No more will come. */
  readonly end: () => void;
  /** Whoever has read all that is there gets the error. */
  readonly fail: (error: unknown) => void;
  /** What has come so far. */
  readonly items: readonly T[];
}

export function createArrivals<T>(): Arrivals<T> {
  const items: T[] = [];
  let ended: { readonly error?: unknown } | undefined;
  let change: Deferred<void> = deferred();

  function changed(): void {
    change.resolve();
    change = deferred();
  }

  function end(how: { readonly error?: unknown }): void {
    ended ??= how;
    changed();
  }

  return {
    items,
    upTo(all) {
      if (ended !== undefined || all.length <= items.length) return;
      items.push(...all.slice(items.length));
      changed();
    },
    end: () => end({}),
    fail: (error) => end({ error }),
    [Symbol.asyncIterator]() {
      let next = 0;
      let left = false;
      return {
        async next() {
          while (!left && next >= items.length && ended === undefined) await change.promise;
          const item = items[next];
          if (!left && item !== undefined) {
            next += 1;
            return { done: false, value: item };
          }
          if (!left && ended !== undefined && 'error' in ended) throw ended.error;
          return { done: true, value: undefined };
        },
        async return() {
          left = true;
          return { done: true, value: undefined };
        },
      };
    },
  };
}

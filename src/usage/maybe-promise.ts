/** What is there at once, or later: a page of a hot day is answered without a promise. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on with a value: at once where it is there, else when it comes. `then` may throw as in a promise's `then`. */
export function whenReady<T, U>(
  value: MaybePromise<T>,
  then: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(then) : then(value);
}

/** All values in order: at once where all of them are there. */
export function whenAllReady<T>(values: readonly MaybePromise<T>[]): MaybePromise<T[]> {
  const ready: T[] = [];
  for (const value of values) {
    if (value instanceof Promise) return Promise.all(values);
    ready.push(value);
  }
  return ready;
}

/** The value, or what `rescue` makes of the error that `read` throws or rejects with. */
export function orElse<T, U>(
  read: () => MaybePromise<T>,
  rescue: (error: unknown) => U,
): MaybePromise<T | U> {
  try {
    const value = read();
    return value instanceof Promise ? value.catch(rescue) : value;
  } catch (error) {
    return rescue(error);
  }
}

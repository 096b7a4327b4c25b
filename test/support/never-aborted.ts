const { signal } = new AbortController();

/** For operations whose client stays. */
export const neverAborted = (): AbortSignal => signal;

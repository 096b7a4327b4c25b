/** A failure as an Error, for a list item that failed by itself. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

const LONGEST_S = 366 * 86_400;

/**
 * What `stale-if-error=<seconds>` in a request's `Cache-Control` allows (RFC 5861), in milliseconds; undefined where it says
 * nothing of it.
 */
export function staleIfError(cacheControl: string | undefined): number | undefined {
  const directive = /(?:^|,)\s*stale-if-error\s*=\s*"?(\d{1,15})"?\s*(?:,|$)/i.exec(cacheControl ?? '');
  return directive === null ? undefined : Math.min(Number(directive[1]), LONGEST_S) * 1000;
}

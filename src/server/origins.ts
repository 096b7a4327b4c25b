/**
 * Who may ask from a browser. On loopback nobody needs a token, so a page from anywhere on the web could ask in
 * its visitor's name, or reach us under a name of its own that resolves to 127.0.0.1. Both are refused.
 */
const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/;

/** True for a Host header that names this machine itself. */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_NAMES.test(host);
}

/** True when a page of this origin may query. No Origin header: not a page that could read the answer. */
export function createOriginCheck(
  allowed: readonly string[],
): (origin: string | undefined, host: string | undefined) => boolean {
  const origins = new Set(allowed);
  return (origin, host) => {
    if (origin === undefined || origins.has(origin)) return true;
    if (!URL.canParse(origin)) return false;
    const from = new URL(origin).host;
    return from === host || LOOPBACK_NAMES.test(from);
  };
}

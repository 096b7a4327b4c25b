/** What stands behind the first question mark of a URL; another is a part of it. */
export function urlParameters(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
}

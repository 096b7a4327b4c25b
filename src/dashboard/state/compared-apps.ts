/** Ids of apps to compare, as a parameter of the address. */

/** A chart has five colours. */
export const MOST_COMPARED = 5;

export function readCompared(param: string | undefined): string[] {
  return [...new Set((param ?? '').split(',').filter((id) => id !== ''))].slice(0, MOST_COMPARED);
}

export function writeCompared(appIds: readonly string[]): string {
  return appIds.join(',');
}

/** Requests as an attacker would write them. Pure. */

export const cursor = (text: string) => Buffer.from(text).toString('base64url');

/** Fragments of which each spreads the next one twice, one field deeper: 2^levels fields in a kilobyte. */
export function doublingFragments(day: string, levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, level) =>
      `fragment F${level} on AppUsage { app { a: usage(date: "${day}") { ...F${level + 1} } b: usage(date: "${day}") { ...F${level + 1} } } }`,
  );
  return `{ appUsage(first: 1) { nodes { ...F0 } } } ${fragments.join(' ')} fragment F${levels} on AppUsage { appId }`;
}

export function aliases(count: number, field: string): string {
  return `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')} }`;
}

/** A valid document of about so many bytes, unlike that of any other number. */
export function largeDocument(number: number, bytes: number): string {
  return `{ gateway { latestDate } } # ${number} ${'x'.repeat(bytes)}`;
}

/** Of nearly as many tokens as are allowed, without a comment. */
export function wordyDocument(number: number): string {
  const words = Array.from({ length: 2_400 }, (_, index) => `"w${number}x${index}"`);
  return `query($in: Boolean = false) { appUsage(appIds: [${words.slice(0, 900).join(' ')}]) @include(if: $in) { date } gateway { latestDate } }`;
}

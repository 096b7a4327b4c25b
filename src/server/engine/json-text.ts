/** Longer texts are left to JSON.stringify, which then is faster than a look at each character. */
const SHORT = 64;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** A leaf value as JSON. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value) ?? 'null';
}

function quoted(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 0x20 || code === 0x22 || code === 0x5c) return JSON.stringify(text);
    // Halves of a character are escaped.
    if (code >= FIRST_SURROGATE && code <= LAST_SURROGATE) return JSON.stringify(text);
  }
  return `"${text}"`;
}

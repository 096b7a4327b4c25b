/**
 * Compares texts by code point, as both databases compare the bytes of UTF-8. JavaScript's own `<` compares code units,
 * which puts letters beyond U+FFFF (pairs of surrogates) in front of those from U+E000 on.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

const FIRST_SURROGATE = 0xd800;
const BEHIND_SURROGATES = 0xe000;
const SURROGATES = BEHIND_SURROGATES - FIRST_SURROGATE;

/** Puts surrogates behind all other code units. */
function rank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit < BEHIND_SURROGATES ? unit + 0x10000 - FIRST_SURROGATE : unit - SURROGATES;
}

/** Deterministic noise: the same parts give the same number in 0…1 in every process. */
export function noise(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('|')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return spread(hash);
}

/** The same of whole numbers, and fast: for what is worked out for each app on each day. */
export function numberNoise(a: number, b: number, c = 0, d = 0, e = 0): number {
  return spread(stirred(stirred(stirred(stirred(stirred(0x811c9dc5, a), b), c), d), e));
}

function stirred(hash: number, part: number): number {
  const mixed = Math.imul(hash ^ part, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** A whole number from `least` to `most`. */
export function noiseBetween(least: number, most: number, ...parts: readonly (string | number)[]): number {
  return wholeBetween(least, most, noise(...parts));
}

/** A whole number from `least` to `most`, as far along as `share` (0…1) says. */
export function wholeBetween(least: number, most: number, share: number): number {
  return least + Math.floor(share * (most - least + 1));
}

/** 24 hexadecimal digits, as the upstream's ids. */
export function noiseId(...parts: readonly (string | number)[]): string {
  return [0, 1, 2]
    .map((part) =>
      Math.floor(noise(part, ...parts) * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
}

/** Hashes by multiplication leave neighbouring inputs alike; this finish spreads them over 0…1. */
function spread(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

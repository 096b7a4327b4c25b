/** Deterministic noise: the same parts give the same number in 0…1 in every process. */
export function noise(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('|')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  // FNV-1a leaves neighbouring inputs alike; this finish spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A whole number from `least` to `most`. */
export function noiseBetween(least: number, most: number, ...parts: readonly (string | number)[]): number {
  return least + Math.floor(noise(...parts) * (most - least + 1));
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

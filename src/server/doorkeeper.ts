/** Remembers roughly, and for a while, what has come before. */
export interface Doorkeeper {
  /** Whether the key has come before; from now on it has. */
  knows(key: string): boolean;
}

/** A power of two. */
const SLOTS = 1 << 16;
/** Of long keys only so many characters count. */
const MOST_READ = 4_096;

/** A later key takes an earlier one's place by chance; one in some four thousand million is taken for another. */
export function createDoorkeeper(): Doorkeeper {
  const hashes = new Uint32Array(SLOTS);
  return {
    knows(key) {
      const hash = hashOf(key);
      const slot = hash & (SLOTS - 1);
      if (hashes[slot] === hash) return true;
      hashes[slot] = hash;
      return false;
    },
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  const step = Math.ceil(text.length / MOST_READ);
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += step) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * What is kept in memory of settled days, of whatever kind, under one bound: what was used longest ago gives way, unless
 * that was only just.
 */
import { LRUCache } from 'lru-cache';

export interface HotMemoryOptions {
  /** Of everything together, about; 0 keeps nothing. */
  readonly maxBytes: number;
  readonly monotonicMs: () => number;
}

export interface HotMemory {
  /** A part with keys of its own. */
  part<T>(): MemoryPart<T>;
  clear(): void;
}

export interface MemoryPart<T> {
  get(key: string): T | undefined;
  /** Does not count as use. */
  has(key: string): boolean;
  /** In the place of what the key has kept so far. False: there is no room, and nothing is kept. */
  keep(key: string, value: T, bytes: number): boolean;
  drop(key: string): void;
}

interface Kept {
  readonly bytes: number;
  readonly forget: () => void;
  usedMs: number;
}

/** What was used this recently is not replaced: more than there is room for would only take turns. */
const MIN_STAY_MS = 10_000;

export function createHotMemory({ maxBytes, monotonicMs }: HotMemoryOptions): HotMemory {
  const kept =
    maxBytes > 0
      ? new LRUCache<string, Kept>({ maxSize: maxBytes, dispose: ({ forget }) => forget() })
      : undefined;
  let parts = 0;

  /** `before`: what the same key takes so far. */
  function hasRoom(bytes: number, before: number): boolean {
    if (kept === undefined || bytes > maxBytes) return false;
    if (bytes <= before || kept.calculatedSize - before + bytes <= maxBytes) return true;
    const [oldest] = kept.rkeys();
    const usedMs = oldest === undefined ? undefined : kept.peek(oldest)?.usedMs;
    return usedMs === undefined || monotonicMs() - usedMs >= MIN_STAY_MS;
  }

  function part<T>(): MemoryPart<T> {
    const number = parts;
    parts += 1;
    const values = new Map<string, T>();
    const keyOf = (key: string) => `${number}/${key}`;
    return {
      get(key) {
        const value = values.get(key);
        const use = value === undefined ? undefined : kept?.get(keyOf(key));
        if (use !== undefined) use.usedMs = monotonicMs();
        return value;
      },
      has: (key) => values.has(key),
      keep(key, value, bytes) {
        const isRoom = hasRoom(bytes, kept?.peek(keyOf(key))?.bytes ?? 0);
        kept?.delete(keyOf(key));
        if (!isRoom) return false;
        values.set(key, value);
        const forget = () => void values.delete(key);
        kept?.set(keyOf(key), { bytes, forget, usedMs: monotonicMs() }, { size: bytes });
        return true;
      },
      drop: (key) => void kept?.delete(keyOf(key)),
    };
  }

  return { part, clear: () => kept?.clear() };
}

const MOST = 32;

/** `find`, asked once for texts that come again and again, such as headers that all of a client's requests have alike. */
export function remembered<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly found: T }>();
  return (text) => {
    let entry = known.get(text);
    if (entry === undefined) {
      entry = { found: find(text) };
      // Whoever sends another text each time has it found each time.
      if (known.size >= MOST) known.clear();
      known.set(text, entry);
    }
    return entry.found;
  };
}

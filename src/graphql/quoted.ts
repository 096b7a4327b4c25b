const MAX_QUOTED_CHARACTERS = 100;

/** A value of the client's for a message, cut to 100 characters. */
export function quoted(value: unknown): string {
  if (typeof value !== 'string') return cut(json(value));
  return value.length > MAX_QUOTED_CHARACTERS
    ? `${JSON.stringify(value.slice(0, MAX_QUOTED_CHARACTERS))}…`
    : JSON.stringify(value);
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // It has come as JSON, so that nothing else can be wrong with it.
    return 'a value that is nested too deep to be shown';
  }
}

function cut(text: string): string {
  return text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
}

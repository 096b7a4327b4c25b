const MAX_QUOTED_CHARACTERS = 100;

/** A value of the client's for a message, cut to 100 characters. */
export function quoted(value: unknown): string {
  if (typeof value !== 'string') return cut(JSON.stringify(value) ?? String(value));
  return value.length > MAX_QUOTED_CHARACTERS
    ? `${JSON.stringify(value.slice(0, MAX_QUOTED_CHARACTERS))}…`
    : JSON.stringify(value);
}

function cut(text: string): string {
  return text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
}

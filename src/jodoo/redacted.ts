/** Makes text of others fit to be shown: in errors, logs and pages. It may hold our secrets, or be made to do harm. */

const REDACTED = '[redacted]';
/** Anything shorter would hide ordinary words. */
const SHORTEST_SECRET = 6;
const URL_USER = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#]*@/gi;
const URL_QUERY = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s?#]{0,2000})[?#][^\s"'<>)]*/gi;
const BEARER = /\b(bearer)\s+[\w.~+/=-]{6,}/gi;

/** The text without the secrets, the user and password of URLs, their queries, and bearer tokens. */
export function redacted(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(spellingsOf);
  return spellings
    .reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text)
    .replace(URL_USER, `$1${REDACTED}@`)
    .replace(URL_QUERY, `$1?${REDACTED}`)
    .replace(BEARER, `$1 ${REDACTED}`);
}

/** The same on one line, without control and format characters, and at most `longest` characters long. */
export function quotable(text: string, secrets: readonly string[], longest = 200): string {
  // Redact after the characters are gone, or one within a secret would hide it; cut after that, or half of it stays.
  const line = text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
  const characters = [...redacted(line, secrets).slice(0, 2 * longest + 2)];
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : characters.join('');
}

function spellingsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

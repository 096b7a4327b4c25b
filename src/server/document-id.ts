/** The draft's only prefix that is defined: what follows is the SHA-256 of the document's text, in lower-case hex. */
const SHA256_PREFIX = 'sha256:';

/** The hash in an id that has the draft's form; other ids as they are. */
export function withoutPrefix(id: string): string {
  return id.startsWith(SHA256_PREFIX) ? id.slice(SHA256_PREFIX.length) : id;
}

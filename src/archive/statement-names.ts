/**
 * Which PostgreSQL statements are prepared under a name, so that a connection that has run one before need not have it
 * parsed and planned anew. Texts that come only once are not worth it.
 *
 * A name is its text's hash: behind a pooler that hands server connections around, it may be missing or taken already,
 * but it never is another statement's.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

export interface StatementNames {
  /** undefined: the text is run without one. */
  nameOf(text: string): string | undefined;
  /**
   * After a named statement failed: whether that was about its name, so that nothing has run. The next ones are named
   * anew, or no more where a pooler is in the way.
   */
  isToBlame(error: unknown): boolean;
}

const MAX_TEXTS = 200;
/** Longer ones insert whole pages: they are rare, and to send and file their values costs more than to parse them. */
const MAX_LENGTH = 8_000;
/** SQLSTATE: there is no statement of this name on the server connection, or there is one already. */
const MISPLACED: ReadonlySet<unknown> = new Set(['26000', '42P05']);
/** The server's function that finds that a table has changed under a statement. */
const FINDS_CHANGES = 'RevalidateCachedQuery';

export function createStatementNames(): StatementNames {
  /** Of the texts that came lately; the first time without a name. */
  const seen = new LRUCache<string, { name: string | undefined }>({ max: MAX_TEXTS });
  let isOff = false;
  let generation = 0;

  return {
    nameOf(text) {
      if (isOff || text.length > MAX_LENGTH) return undefined;
      const known = seen.get(text);
      if (known === undefined) {
        seen.set(text, { name: undefined });
        return undefined;
      }
      known.name ??= `${generation}-${createHash('sha1').update(text).digest('hex')}`;
      return known.name;
    },
    isToBlame(error) {
      if (!(error instanceof Error)) return false;
      if ('code' in error && MISPLACED.has(error.code)) {
        isOff = true;
        return true;
      }
      if (!('routine' in error && error.routine === FINDS_CHANGES)) return false;
      generation += 1;
      seen.clear();
      return true;
    },
  };
}

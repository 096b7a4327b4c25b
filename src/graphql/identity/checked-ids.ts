/** The one check of every id that a client gives: arguments, node ids, representations, cursors. */
import { badUserInput, GatewayError } from '../../errors.ts';
import { quoted } from '../quoted.ts';

/** Most ids that one argument may hold. */
export const MAX_IDS = 1_000;
/** Most characters of an id. Jodoo's have 24. */
export const MAX_ID_LENGTH = 128;

/** Control characters, and halves of a character: databases refuse them in text. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

export function isId(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MAX_ID_LENGTH && text.trim() !== '' && isPrintable(text);
}

export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

/** The id as given, or BAD_USER_INPUT. `name` says where it stood. */
export function checkedId(name: string, id: unknown): string {
  if (isId(id)) return id;
  throw badUserInput(
    `'${name}' ${quoted(id)} is not an id: an id is a text of 1 to ${MAX_ID_LENGTH} characters without control characters, such as "65f000000000000000000001".`,
    { argument: name },
  );
}

/** The ids, each once, in the given order. Rejects with TOO_MANY_IDS or BAD_USER_INPUT. */
export function checkedIds(name: string, ids: readonly string[]): string[] {
  checkIdCount(name, ids.length);
  return [...new Set(ids.map((id) => checkedId(name, id)))];
}

export function checkIdCount(name: string, given: number): void {
  if (given <= MAX_IDS) return;
  throw new GatewayError(
    'TOO_MANY_IDS',
    `'${name}' may hold at most ${MAX_IDS} ids; got ${given}. Split them over several operations.`,
    { maxIds: MAX_IDS, given },
  );
}

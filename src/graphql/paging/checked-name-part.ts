import { badUserInput } from '../../errors.ts';
import { isPrintable } from '../identity/checked-ids.ts';
import { quoted } from '../quoted.ts';

const MAX_NAME_PART_LENGTH = 256;

/** What `nameContains` looks for; undefined where it is left out or empty. */
export function checkedNamePart(part: string | null | undefined): string | undefined {
  if (!part) return undefined;
  if (part.length <= MAX_NAME_PART_LENGTH && isPrintable(part)) return part;
  throw badUserInput(
    `'nameContains' must be at most ${MAX_NAME_PART_LENGTH} characters without control characters; got ${quoted(part)}.`,
    { argument: 'nameContains' },
  );
}

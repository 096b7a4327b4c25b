/** Relay's paging arguments, checked: nothing is clamped in silence. Pure. */
import { badUserInput } from '../errors.ts';

export const DEFAULT_FIRST = 20;
export const MAX_FIRST = 100;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** The stretch that the cursors leave: positions `start` … `end - 1`; `end` is unknown without a total. */
export interface Stretch {
  readonly start: number;
  readonly end: number | undefined;
}

/** Positions `start` … `start + count - 1`. */
export interface Window {
  readonly start: number;
  readonly count: number;
}

/** Takes the asked number of items off a stretch: `first` from its start, `last` from its end. */
export function windowOf(args: PageArguments, { start, end }: Stretch): Window {
  const first = checkedSize('first', args.first);
  const last = checkedSize('last', args.last);
  if (first !== undefined && last !== undefined) {
    throw badUserInput("Give 'first' or 'last', not both: the two page in opposite directions.");
  }
  if (last !== undefined) {
    if (end === undefined) {
      throw badUserInput(
        "'last' needs 'before' here: Jodoo does not tell how long its list is, so there is no end to count from. Page forwards with 'first' and 'after', or pass 'before'.",
      );
    }
    const count = Math.max(0, Math.min(last, end - start));
    return { start: end - count, count };
  }
  const wanted = first ?? DEFAULT_FIRST;
  return { start, count: end === undefined ? wanted : Math.max(0, Math.min(wanted, end - start)) };
}

function checkedSize(name: string, size: number | null | undefined): number | undefined {
  if (size === null || size === undefined) return undefined;
  if (size >= 1 && size <= MAX_FIRST) return size;
  throw badUserInput(
    `'${name}' must lie between 1 and ${MAX_FIRST}; got ${size}. Page with cursors for more.`,
    {
      argument: name,
    },
  );
}

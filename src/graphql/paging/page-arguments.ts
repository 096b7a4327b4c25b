/** Relay's paging arguments, checked: nothing is clamped in silence. Pure. */
import { badUserInput } from '../../errors.ts';

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

/** How many items are asked for, from which end. */
export interface PageSize {
  readonly from: 'first' | 'last';
  readonly count: number;
}

export function pageSize(args: PageArguments): PageSize {
  const first = checkedSize('first', args.first);
  const last = checkedSize('last', args.last);
  if (first !== undefined && last !== undefined) {
    throw badUserInput("Give 'first' or 'last', not both: the two page in opposite directions.");
  }
  return last === undefined
    ? { from: 'first', count: first ?? DEFAULT_FIRST }
    : { from: 'last', count: last };
}

/** Takes the asked number of items off a stretch: `first` from its start, `last` from its end. */
export function windowOf({ from, count: wanted }: PageSize, { start, end }: Stretch): Window {
  if (end === undefined) {
    if (from === 'first') return { start, count: wanted };
    throw new RangeError('a stretch without an end has no last items');
  }
  const count = Math.max(0, Math.min(wanted, end - start));
  return { start: from === 'first' ? start : end - count, count };
}

function checkedSize(name: string, size: number | null | undefined): number | undefined {
  if (size === null || size === undefined) return undefined;
  if (size >= 1 && size <= MAX_FIRST) return size;
  throw badUserInput(
    `'${name}' must lie between 1 and ${MAX_FIRST}; got ${size}. Page with cursors for more.`,
    { argument: name },
  );
}

import type { Cursor } from './cursor.ts';

/** Where a page stands in its connection. Cursors are written as text only where they are asked for. */
export interface PageInfoShape {
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
  readonly start: Cursor | null;
  readonly end: Cursor | null;
}

/** Of a page whose first and last items stand at the first and last of `places`. */
export function pageInfoOf(
  places: readonly { readonly place: Cursor }[],
  { hasBefore, hasAfter }: { readonly hasBefore: boolean; readonly hasAfter: boolean },
): PageInfoShape {
  return {
    hasPreviousPage: hasBefore,
    hasNextPage: hasAfter,
    start: places[0]?.place ?? null,
    end: places.at(-1)?.place ?? null,
  };
}

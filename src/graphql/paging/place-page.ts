/** Pages of what SQL computes from whole days: from Relay's arguments to a window, and from its records to edges. */
import type { OrderValue, RowWindow } from '../../archive/row-query.ts';
import { type PageArguments, pageSize } from './page-arguments.ts';
import type { PageInfoShape } from './page-info.ts';
import { type PlaceCursor, placeOf } from './place-cursor.ts';

export interface PlaceEdge<T> {
  readonly place: PlaceCursor;
  readonly node: T;
}

export interface PlacePage<T> {
  readonly edges: readonly PlaceEdge<T>[];
  readonly pageInfo: PageInfoShape;
  readonly totalCount: number;
}

export interface PlaceCursors {
  readonly after: PlaceCursor | undefined;
  readonly before: PlaceCursor | undefined;
}

/** Refuses cursors of another question. `isValue`: which order values places of this one can have. */
export function placeWindow(
  args: PageArguments,
  { after, before }: PlaceCursors,
  question: Pick<PlaceCursor, 'of' | 'day'>,
  isValue: (value: OrderValue) => boolean,
): RowWindow {
  return {
    ...pageSize(args),
    after: placeOf('after', after, question, isValue),
    before: placeOf('before', before, question, isValue),
  };
}

/** null, or a count with or without a sign. */
export function isWholeNumberOrNull(value: OrderValue): boolean {
  return value === null || Number.isSafeInteger(value);
}

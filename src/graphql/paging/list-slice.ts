import { badUserInput } from '../../errors.ts';
import type { UsageRow } from '../../jodoo/usage-row.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import type { ListWindow } from '../../usage/operation.ts';
import type { DayCursor } from './cursor.ts';
import { type Stretch, windowOf } from './page-arguments.ts';
import { pageInfoOf } from './page-info.ts';
import { positionEdge } from './position-edges.ts';
import type { SliceReader, UsageQuestion, UsageSlice } from './usage-slice.ts';

/** A page of the upstream's list, in its order: only the hundreds that hold the page are listed. */
export function listSlice({ list, day, size, after, before }: UsageQuestion): SliceReader {
  const { start, count } = windowOf(size, stretchOf(after, before));
  const edgesOf = (rows: readonly UsageRow[]) =>
    rows.map((row, index) => positionEdge(list, row, start + index));
  const sliceOf = ({ rows, hasNext, settled }: ListWindow): UsageSlice => {
    const edges = edgesOf(rows);
    const pageInfo = pageInfoOf(edges, { hasBefore: start > 0, hasAfter: hasNext });
    return { edges, missingIds: [], settled, pageInfo };
  };
  return {
    read(operation, arrived) {
      const told = arrived && ((rows: readonly UsageRow[]) => arrived(edgesOf(rows)));
      const window: MaybePromise<ListWindow> =
        count === 0
          ? { rows: [], hasNext: before !== undefined, settled: false }
          : operation.list(list.kind).window(day, start, count, told);
      return whenReady(window, sliceOf);
    },
  };
}

function stretchOf(after: DayCursor | undefined, before: DayCursor | undefined): Stretch {
  const start = after ? position('after', after) + 1 : 0;
  return { start, end: before ? Math.max(start, position('before', before)) : undefined };
}

function position(name: string, cursor: DayCursor): number {
  if (cursor.kind === 'position') return cursor.position;
  throw badUserInput(
    `'${name}' is a cursor of another query: keep the ids, 'filter' and 'orderBy' the same while you page.`,
    { argument: name },
  );
}

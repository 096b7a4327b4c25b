import { badUserInput } from '../errors.ts';
import type { AppUsagePage, DayQuestion } from './app-usage-page.ts';
import type { GatewayContext } from './context.ts';
import { type Cursor, encodeCursor } from './cursor.ts';
import { type Stretch, windowOf } from './page-arguments.ts';

/** A page of the upstream's list, in its order: only the hundreds that hold the page are listed. */
export async function listPage(
  { date, after, before, page }: DayQuestion,
  { operation }: GatewayContext,
): Promise<AppUsagePage> {
  const window = windowOf(page, stretchOf(after, before));
  const { rows, hasNext } =
    window.count === 0
      ? { rows: [], hasNext: before !== undefined }
      : await operation.listWindow(date, window.start, window.count);
  const edges = rows.map((node, index) => ({
    cursor: encodeCursor({ kind: 'position', day: date, position: window.start + index }),
    node,
  }));
  return {
    edges,
    missingAppIds: [],
    pageInfo: {
      hasPreviousPage: window.start > 0,
      hasNextPage: hasNext,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function stretchOf(after: Cursor | undefined, before: Cursor | undefined): Stretch {
  const start = after ? position('after', after) + 1 : 0;
  return { start, end: before ? Math.max(start, position('before', before)) : undefined };
}

function position(name: string, cursor: Cursor): number {
  if (cursor.kind === 'position') return cursor.position;
  throw badUserInput(
    `'${name}' is a cursor of another query: keep 'appIds', 'filter' and 'orderBy' the same while you page.`,
  );
}

/** AppUsageEdge and MemberUsageEdge. */
import { objectOrError } from '../builder.ts';
import { longLived, OF_PARENT } from '../of-parent.ts';
import { encodeCursor } from '../paging/cursor.ts';
import { isPositionEdge } from '../paging/position-edges.ts';
import type { UsageEdge } from '../paging/usage-slice.ts';
import { forEachList } from '../usage-lists.ts';
import { usageTypes } from './object-refs.ts';

export const usageEdgeTypes = forEachList(({ kind, noun, usageType }) => {
  const Edge = objectOrError<UsageEdge>(`${usageType}Edge`);
  Edge.implement({
    extensions: longLived(isPositionEdge),
    description: `One ${noun.one} on one day, with its place in a page.`,
    fields: (t) => ({
      cursor: t.string({
        extensions: OF_PARENT,
        description:
          'Opaque place of this edge, for `after` and `before`. It carries the day, and stays good.',
        resolve: ({ place }) => encodeCursor(place),
      }),
      node: t.expose('node', {
        type: usageTypes[kind],
        description: `The usage of the ${noun.one} on its day.`,
      }),
    }),
  });
  return Edge;
});

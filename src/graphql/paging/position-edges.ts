import type { UsageRow } from '../../jodoo/usage-row.ts';
import type { UsageList } from '../usage-lists.ts';
import type { UsageEdge } from './usage-slice.ts';

/**
 * By rows, each of which stands at one place: those of a day in memory have the same edge each time, and what is selected
 * of it is written once.
 */
const known = new WeakMap<UsageRow, UsageEdge>();

/** The edge of a row at its place in the upstream's list, counted from 0. */
export function positionEdge({ kind: list }: UsageList, node: UsageRow, position: number): UsageEdge {
  const made = known.get(node);
  if (made !== undefined && isAt(made, position)) return made;
  const edge: UsageEdge = { place: { list, kind: 'position', day: node.date, position }, node };
  known.set(node, edge);
  return edge;
}

/** Whether it is an edge of `positionEdge`, which lives as long as its row. */
export function isPositionEdge({ place }: UsageEdge): boolean {
  return place.kind === 'position';
}

function isAt({ place }: UsageEdge, position: number): boolean {
  return place.kind === 'position' && place.position === position;
}

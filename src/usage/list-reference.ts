import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';

/** A list that was complete: the best guess at the list of a near day. */
export interface ListReference {
  readonly day: StatisticsDay;
  /** At least 1. */
  readonly pages: number;
  /** Without ids so close to a page's end that they may have moved across it since. */
  readonly pageOf: ReadonlyMap<string, number>;
}

const DRIFT_ROWS = 5;

/** From the ids of a complete list, in the upstream's order. Pure. */
export function listReference(day: StatisticsDay, ids: readonly string[]): ListReference {
  const pages = Math.max(1, Math.ceil(ids.length / MAX_PAGE_SIZE));
  const pageOf = new Map<string, number>();
  ids.forEach((id, position) => {
    const page = Math.floor(position / MAX_PAGE_SIZE);
    const place = position % MAX_PAGE_SIZE;
    const nearStart = page > 0 && place < DRIFT_ROWS;
    const nearEnd = page < pages - 1 && place >= MAX_PAGE_SIZE - DRIFT_ROWS;
    if (!nearStart && !nearEnd) pageOf.set(id, page);
  });
  return { day, pages, pageOf };
}

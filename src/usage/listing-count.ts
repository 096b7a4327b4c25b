import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { unstableList } from './operation-errors.ts';

/** A page is listed again when the list moved while it was read; not for ever. */
const MAX_LISTINGS = 3;

/** Counts how often each page of a day is listed; throws when one is listed again and again. */
export function createListingCount(
  kind: ListKind,
  day: StatisticsDay,
): { count(pages: readonly number[]): void } {
  const times = new Map<number, number>();
  return {
    count(pages) {
      for (const page of pages) {
        const listed = (times.get(page) ?? 0) + 1;
        if (listed > MAX_LISTINGS) throw unstableList(kind, day);
        times.set(page, listed);
      }
    },
  };
}

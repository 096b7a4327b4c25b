/**
 * What is known of each day's list before it is asked for, at hand for the choice of a call, which cannot wait
 * for the archive: read when somebody is about to want something of the day, kept up with every answer.
 */
import type { Archive, ListState } from '../archive/archive.ts';
import type { Belief } from '../archive/fact.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { DayOutlook } from './day-plan.ts';

export interface DayOutlooks {
  /** Reads what the archive knows of a day and of the nearest day that is complete. */
  prepare(day: StatisticsDay, belief: Belief): Promise<void>;
  /** The outlook as prepared; of other days nothing is known. */
  of(day: StatisticsDay): DayOutlook;
  /** Reads a day's list again after a page was filed; says whether it is whole now. */
  pageFiled(day: StatisticsDay, belief: Belief): Promise<boolean>;
}

/** A list that was whole: the best guess at the list of a near day. */
interface Reference {
  readonly day: StatisticsDay;
  readonly pages: number;
  readonly pageOf: ReadonlyMap<string, number>;
}

interface Prepared {
  /** Known pages, and whether the list goes on behind each. */
  readonly pages: Map<number, boolean>;
  readonly reference: Reference | undefined;
}

/** However far, a whole list tells better than nothing how long another one is. */
const ANY_DISTANCE_DAYS = 100_000;
/** A list further away says too little about where an app stands. */
const NEAR_DAYS = 31;
/** Apps this close to a page's end may have moved across it since. */
const DRIFT_ROWS = 5;
const MAX_DAYS_KEPT = 400;
const MAX_REFERENCES_KEPT = 8;

export function createDayOutlooks(archive: Archive): DayOutlooks {
  const days = new Map<StatisticsDay, Prepared>();
  /** Latest use last. */
  const references = new Map<StatisticsDay, Reference>();

  async function referenceOf(day: StatisticsDay): Promise<Reference> {
    const listed = references.get(day) ?? reference(day, await archive.listedAppIds(day));
    keep(references, day, listed, MAX_REFERENCES_KEPT);
    return listed;
  }

  /** The complete day nearest to a day: settled in the archive, or seen whole by this process. */
  async function nearest(day: StatisticsDay): Promise<Reference | undefined> {
    const archived = await archive.nearestCompleteDay(day, ANY_DISTANCE_DAYS);
    const candidates = [...references.keys(), ...(archived === undefined ? [] : [archived])];
    const closest = candidates.reduce<StatisticsDay | undefined>(
      (best, other) => (best !== undefined && distance(best, day) <= distance(other, day) ? best : other),
      undefined,
    );
    return closest === undefined ? undefined : await referenceOf(closest);
  }

  function keepPages(day: StatisticsDay, state: ListState, reference: Reference | undefined): void {
    const pages = new Map([...state.pages].map(([page, { hasNext }]) => [page, hasNext]));
    keep(days, day, { pages, reference }, MAX_DAYS_KEPT);
  }

  return {
    async prepare(day, belief) {
      keepPages(day, await archive.listState(day, belief), await nearest(day));
    },
    of(day) {
      const prepared = days.get(day);
      if (prepared === undefined) return { unknownPages: undefined, pageOf: () => undefined };
      const { pages, reference } = prepared;
      const length = listLength(pages, reference?.pages);
      const isNear = reference !== undefined && distance(reference.day, day) <= NEAR_DAYS;
      return {
        unknownPages:
          length === undefined
            ? undefined
            : Array.from({ length }, (_, page) => page).filter((page) => !pages.has(page)),
        pageOf(appId) {
          const page = isNear ? reference.pageOf.get(appId) : undefined;
          return page !== undefined && !pages.has(page) ? page : undefined;
        },
      };
    },
    async pageFiled(day, belief) {
      const state = await archive.listState(day, belief);
      keepPages(day, state, days.get(day)?.reference);
      if (state.complete) {
        references.delete(day);
        await referenceOf(day);
      }
      return state.complete;
    },
  };
}

function reference(day: StatisticsDay, appIds: readonly string[]): Reference {
  const pages = Math.max(1, Math.ceil(appIds.length / MAX_PAGE_SIZE));
  const pageOf = new Map<string, number>();
  appIds.forEach((appId, position) => {
    const page = Math.floor(position / MAX_PAGE_SIZE);
    const place = position % MAX_PAGE_SIZE;
    const nearStart = page > 0 && place < DRIFT_ROWS;
    const nearEnd = page < pages - 1 && place >= MAX_PAGE_SIZE - DRIFT_ROWS;
    if (!nearStart && !nearEnd) pageOf.set(appId, page);
  });
  return { day, pages, pageOf };
}

/** Pages of a day's list: by its own last page, else by the reference, else unknown. */
function listLength(pages: ReadonlyMap<number, boolean>, guess: number | undefined): number | undefined {
  const last = [...pages].find(([, hasNext]) => !hasNext);
  if (last !== undefined) return last[0] + 1;
  if (guess === undefined) return undefined;
  return Math.max(guess, ...[...pages.keys()].map((page) => page + 2));
}

function distance(a: StatisticsDay, b: StatisticsDay): number {
  return Math.abs(dayNumber(a) - dayNumber(b));
}

/** Files an entry as the latest, and drops the oldest beyond the bound. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, bound: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= bound) return;
    map.delete(oldest);
  }
}

/**
 * What is known of each day's list before it is asked for, at hand for the choice of a call, which cannot wait for the
 * archive: read when somebody is about to want something of the day, kept up with every answer.
 */
import type { ListArchive, ListState } from '../archive/archive.ts';
import type { Belief } from '../archive/fact.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { DayOutlook } from './day-plan.ts';
import { type ListReference, listReference } from './list-reference.ts';

export interface DayOutlooks {
  /** Reads what the archive knows of a day and of the nearest day that is complete. */
  prepare(day: StatisticsDay, belief: Belief): Promise<void>;
  /** The outlook as prepared; of other days nothing is known. The same object until it changes. */
  of(day: StatisticsDay): DayOutlook;
  /** Reads a day's list again after a page was filed; says whether it is complete now. */
  pageFiled(day: StatisticsDay, belief: Belief): Promise<boolean>;
  /** The upstream's answer to a page was not usable: ids are not expected on it until a page of the day is filed. */
  pageFailed(day: StatisticsDay, page: number): void;
  /** How many pages the list of a day is expected to have, by the nearest list that is known; undefined: no idea. */
  expectedPages(day: StatisticsDay): number | undefined;
}

export interface DayOutlooksOptions {
  readonly archive: Pick<ListArchive, 'state' | 'nearestCompleteDay' | 'listedIds'>;
  /** Told of each day whose outlook has changed. */
  readonly onChange: (day: StatisticsDay) => void;
}

interface Prepared {
  readonly state: ListState;
  readonly reference: ListReference | undefined;
  /** Pages whose last answer was not usable. */
  readonly failed: ReadonlySet<number>;
}

const NO_OUTLOOK: DayOutlook = { unknownPages: undefined, pageOf: () => undefined };
/** A list further away says too little about where an id stands. */
const NEAR_DAYS = 31;
const MAX_DAYS_KEPT = 400;
const MAX_REFERENCES_KEPT = 8;

export function createDayOutlooks({ archive, onChange }: DayOutlooksOptions): DayOutlooks {
  const days = new Map<StatisticsDay, { readonly prepared: Prepared; readonly outlook: DayOutlook }>();
  /** Latest use last. */
  const references = new Map<StatisticsDay, ListReference>();

  async function referenceOf(day: StatisticsDay): Promise<ListReference> {
    const listed = references.get(day) ?? listReference(day, await archive.listedIds(day));
    keep(references, day, listed, MAX_REFERENCES_KEPT);
    return listed;
  }

  /** The complete day nearest to a day: settled in the archive, or seen complete by this process. */
  async function nearest(day: StatisticsDay): Promise<ListReference | undefined> {
    const archived = await archive.nearestCompleteDay(day);
    const candidates = [...references.keys(), ...(archived === undefined ? [] : [archived])];
    const closest = nearestOf(candidates, day);
    return closest === undefined ? undefined : await referenceOf(closest);
  }

  function prepared(day: StatisticsDay, known: Prepared): void {
    keep(days, day, { prepared: known, outlook: outlookOf(day, known) }, MAX_DAYS_KEPT);
    onChange(day);
  }

  return {
    async prepare(day, belief) {
      const [state, reference] = [await archive.state(day, belief), await nearest(day)];
      prepared(day, { state, reference, failed: days.get(day)?.prepared.failed ?? new Set() });
    },
    of: (day) => days.get(day)?.outlook ?? NO_OUTLOOK,
    async pageFiled(day, belief) {
      const state = await archive.state(day, belief);
      prepared(day, { state, reference: days.get(day)?.prepared.reference, failed: new Set() });
      if (state.complete) {
        references.delete(day);
        await referenceOf(day);
      }
      return state.complete;
    },
    pageFailed(day, page) {
      const known = days.get(day)?.prepared ?? EMPTY;
      prepared(day, { ...known, failed: new Set([...known.failed, page]) });
    },
    expectedPages(day) {
      const known = days.get(day)?.prepared;
      const closest = nearestOf([...references.keys()], day);
      return listLength(
        known?.state.pages ?? new Map(),
        known?.reference?.pages ?? (closest === undefined ? undefined : references.get(closest)?.pages),
      );
    },
  };
}

const EMPTY: Prepared = {
  state: { pages: new Map(), complete: false, settled: false },
  reference: undefined,
  failed: new Set(),
};

function outlookOf(day: StatisticsDay, { state: { pages }, reference, failed }: Prepared): DayOutlook {
  const length = failed.size > 0 ? undefined : listLength(pages, reference?.pages);
  const isNear = reference !== undefined && distance(reference.day, day) <= NEAR_DAYS;
  return {
    unknownPages:
      length === undefined
        ? undefined
        : Array.from({ length }, (_, page) => page).filter((page) => !pages.has(page)),
    pageOf(id) {
      const page = isNear ? reference.pageOf.get(id) : undefined;
      return page !== undefined && !pages.has(page) && !failed.has(page) ? page : undefined;
    },
  };
}

/** Pages of a day's list: by its own last page, else by the reference, else unknown. */
function listLength(pages: ListState['pages'], guess: number | undefined): number | undefined {
  const last = [...pages].find(([, { hasNext }]) => !hasNext);
  if (last !== undefined) return last[0] + 1;
  if (guess === undefined) return undefined;
  return Math.max(guess, ...[...pages.keys()].map((page) => page + 2));
}

function nearestOf(days: readonly StatisticsDay[], day: StatisticsDay): StatisticsDay | undefined {
  return days.reduce<StatisticsDay | undefined>(
    (best, other) => (best !== undefined && distance(best, day) <= distance(other, day) ? best : other),
    undefined,
  );
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

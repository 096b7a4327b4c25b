/** The pending wants of one day of a list, with the counts that its plan is made of. */
import type { DayWants } from './choose-call.ts';
import { type CallLimits, type DayOutlook, planDay } from './day-plan.ts';
import type { Entry } from './entry.ts';
import type { Want } from './want.ts';

export interface DayDemand {
  find(want: Want): Entry | undefined;
  insert(entry: Entry): void;
  drop(entry: Entry): void;
  setState(entry: Entry, state: Entry['state']): void;
  /** The outlook has changed: places every row anew. */
  recount(): void;
  pageCall(page: number, isUnderway: boolean): void;
  rows(): Iterable<Entry>;
  all(): Iterable<Entry>;
  wants(): DayWants;
  /** Calls for all that is open, and `more` with it. */
  cost(more?: readonly Want[]): number;
  isEmpty(): boolean;
}

export interface DayDemandOptions {
  readonly outlook: () => DayOutlook;
  readonly limits: CallLimits;
}

export function createDayDemand({ outlook, limits }: DayDemandOptions): DayDemand {
  const rows = new Map<string, Entry>();
  const pages = new Map<number, Entry>();
  const pagesUnderway = new Set<number>();
  /** Where each counted row was placed when it was counted. */
  const placeOf = new Map<Entry, number | undefined>();
  const byPage = new Map<number, number>();
  let unplaced = 0;

  /** Counts a row while it is open, at the place where it is expected. */
  function count(entry: Entry): void {
    if (entry.want.kind === 'page' || entry.state !== 'open' || placeOf.has(entry)) return;
    const page = outlook().pageOf(entry.want.id);
    placeOf.set(entry, page);
    if (page === undefined) unplaced += 1;
    else byPage.set(page, (byPage.get(page) ?? 0) + 1);
  }

  function discount(entry: Entry): void {
    if (!placeOf.has(entry)) return;
    const page = placeOf.get(entry);
    placeOf.delete(entry);
    if (page === undefined) unplaced -= 1;
    else {
      const left = (byPage.get(page) ?? 0) - 1;
      if (left > 0) byPage.set(page, left);
      else byPage.delete(page);
    }
  }

  function* openRows(): Iterable<Entry> {
    for (const entry of rows.values()) if (entry.open) yield entry;
  }

  return {
    find: (want) => (want.kind === 'row' ? rows.get(want.id) : pages.get(want.page)),
    insert(entry) {
      if (entry.want.kind === 'row') rows.set(entry.want.id, entry);
      else pages.set(entry.want.page, entry);
      count(entry);
    },
    drop(entry) {
      if (entry.want.kind === 'row') rows.delete(entry.want.id);
      else pages.delete(entry.want.page);
      discount(entry);
    },
    setState(entry, state) {
      entry.state = state;
      if (state === 'open') count(entry);
      else discount(entry);
    },
    recount() {
      for (const entry of rows.values()) {
        discount(entry);
        count(entry);
      }
    },
    pageCall(page, isUnderway) {
      if (isUnderway) pagesUnderway.add(page);
      else pagesUnderway.delete(page);
    },
    rows: () => rows.values(),
    all: () => [...rows.values(), ...pages.values()],
    wants: () => ({
      rows: { [Symbol.iterator]: () => openRows()[Symbol.iterator]() },
      pages: new Map([...pages].filter(([, entry]) => entry.open)),
      counts: { byPage, unplaced },
      pagesUnderway,
      outlook: outlook(),
    }),
    cost(more = []) {
      const current = outlook();
      const counts = { byPage: new Map(byPage), unplaced };
      const wantedPages = new Set<number>();
      for (const [page, entry] of pages) if (entry.open) wantedPages.add(page);
      for (const want of more) {
        if (want.kind === 'page') wantedPages.add(want.page);
        else if (!rows.has(want.id)) {
          const page = current.pageOf(want.id);
          if (page === undefined) counts.unplaced += 1;
          else counts.byPage.set(page, (counts.byPage.get(page) ?? 0) + 1);
        }
      }
      for (const page of pagesUnderway) wantedPages.delete(page);
      return planDay(counts, wantedPages, pagesUnderway, current, limits).cost;
    },
    isEmpty: () => rows.size === 0 && pages.size === 0 && pagesUnderway.size === 0,
  };
}

/**
 * The cheapest way to answer all pending wants of one day: pure, and independent of how many ids are wanted.
 *
 * Listed pages never overlap, so the best k of them for some ids are the k that hold the most of those ids: trying every
 * k is exact, and no search is needed.
 */

/** What is known about a day's list before asking for it. */
export interface DayOutlook {
  /** The pages that are not known yet, where the length of the list is known or can be told from a near day. */
  readonly unknownPages: readonly number[] | undefined;
  /** The not yet known page that an id is expected on. */
  pageOf(id: string): number | undefined;
}

/** The upstream's limit; a smaller one makes small cases for exhaustive tests. */
export interface CallLimits {
  readonly idsPerCall: number;
}

/** How many ids are wanted, by the page that they are expected on. */
export interface IdCounts {
  readonly byPage: ReadonlyMap<number, number>;
  /** Ids whose page nobody can tell. */
  readonly unplaced: number;
}

export interface DayPlan {
  /** Pages to list. They answer every id that is expected on them, and all ids if `whole`. */
  readonly pages: ReadonlySet<number>;
  /** True when the pages (with those known) are the whole list, so that no id needs a look-up. */
  readonly whole: boolean;
  /** Calls that all this takes. */
  readonly cost: number;
}

/**
 * Plans one day. `wantedPages` have to be listed in any case; `pagesUnderway` are being listed already and cost nothing
 * more. At equal cost a page is preferred to look-ups: its rows also serve later questions.
 */
export function planDay(
  { byPage, unplaced }: IdCounts,
  wantedPages: ReadonlySet<number>,
  pagesUnderway: ReadonlySet<number>,
  { unknownPages }: Pick<DayOutlook, 'unknownPages'>,
  { idsPerCall }: CallLimits,
): DayPlan {
  const isComing = (page: number) => wantedPages.has(page) || pagesUnderway.has(page);
  const fullest = [...byPage].filter(([page]) => !isComing(page)).sort((a, b) => b[1] - a[1]);
  let best = { pages: [] as number[], cost: Number.POSITIVE_INFINITY };
  let left = unplaced + fullest.reduce((sum, [, ids]) => sum + ids, 0);
  const isWanted = [...byPage.values()].some((ids) => ids > 0) || unplaced > 0;
  for (let listed = 0; listed <= fullest.length; listed += 1) {
    const cost = listed + Math.ceil(left / idsPerCall);
    if (cost <= best.cost) best = { pages: fullest.slice(0, listed).map(([page]) => page), cost };
    left -= fullest[listed]?.[1] ?? 0;
  }

  const restOfList = unknownPages?.filter((page) => !isComing(page));
  const whole = isWanted && restOfList !== undefined && restOfList.length <= best.cost;
  const added = whole && restOfList !== undefined ? restOfList : best.pages;
  const cost = wantedPages.size + (whole ? added.length : best.cost);
  return { pages: new Set([...wantedPages, ...added]), whole, cost };
}

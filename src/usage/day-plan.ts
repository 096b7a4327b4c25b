/**
 * The cheapest way to answer all pending wants of one day: pure.
 *
 * Listed pages never overlap, so the best k of them for some ids are the k that hold the most of those ids:
 * trying every k is exact, and no search is needed.
 */

/** What is known about a day's list before asking for it. */
export interface DayOutlook {
  /** The pages that are not known yet, where the length of the list is known or can be told from a near day. */
  readonly unknownPages: readonly number[] | undefined;
  /** The not yet known page that an app is expected on. */
  pageOf(appId: string): number | undefined;
}

/** The upstream's limit; a smaller one makes small cases for exhaustive tests. */
export interface CallLimits {
  readonly idsPerCall: number;
}

export interface DayPlan {
  /** Pages to list. They answer every id that is expected on them, and all ids if `whole`. */
  readonly pages: ReadonlySet<number>;
  /** True when the pages (with those known) are the whole list, so that no id needs a look-up. */
  readonly whole: boolean;
  /** Ids to look up. */
  readonly lookups: readonly string[];
  /** Calls that all this takes. */
  readonly cost: number;
}

/**
 * Plans one day. `wantedPages` have to be listed in any case; `pagesUnderway` are being listed already and cost
 * nothing more. At equal cost a page is preferred to look-ups: its rows also serve later questions.
 */
export function planDay(
  appIds: readonly string[],
  wantedPages: ReadonlySet<number>,
  pagesUnderway: ReadonlySet<number>,
  outlook: DayOutlook,
  { idsPerCall }: CallLimits,
): DayPlan {
  const coming = (page: number) => wantedPages.has(page) || pagesUnderway.has(page);
  const idsByPage = new Map<number, number>();
  let unplaced = 0;
  for (const appId of appIds) {
    const page = outlook.pageOf(appId);
    if (page === undefined) unplaced += 1;
    else if (!coming(page)) idsByPage.set(page, (idsByPage.get(page) ?? 0) + 1);
  }

  let best = { pages: [] as number[], cost: Number.POSITIVE_INFINITY };
  let left = unplaced + [...idsByPage.values()].reduce((sum, ids) => sum + ids, 0);
  const fullest = [...idsByPage].sort((a, b) => b[1] - a[1]);
  for (let listed = 0; listed <= fullest.length; listed += 1) {
    const cost = listed + Math.ceil(left / idsPerCall);
    if (cost <= best.cost) best = { pages: fullest.slice(0, listed).map(([page]) => page), cost };
    left -= fullest[listed]?.[1] ?? 0;
  }

  const restOfList = outlook.unknownPages?.filter((page) => !coming(page));
  const whole = appIds.length > 0 && restOfList !== undefined && restOfList.length <= best.cost;
  const added = whole && restOfList !== undefined ? restOfList : best.pages;
  const pages = new Set([...wantedPages, ...added]);
  const listed = (appId: string) => {
    const page = outlook.pageOf(appId);
    return page !== undefined && (pages.has(page) || pagesUnderway.has(page));
  };
  const lookups = whole ? [] : appIds.filter((appId) => !listed(appId));
  return { pages, whole, lookups, cost: pages.size + Math.ceil(lookups.length / idsPerCall) };
}

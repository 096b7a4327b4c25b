import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { ORGANIZATION_ID } from '../jodoo/usage-row.ts';
import type { Facts } from '../usage/facts.ts';

type FactsOf = (kind: ListKind) => { readonly facts: Facts };

/** Calls that complete the days of a list: pages that are still unknown, by the nearest list whose length is known. */
export async function callsLeft(
  lane: FactsOf,
  kind: ListKind,
  days: readonly StatisticsDay[],
): Promise<number> {
  const [nearest] = days;
  if (nearest === undefined) return 0;
  const { facts } = lane(kind);
  const guess = facts.expectedPages(nearest) ?? (await pagesByOverview(lane, kind, nearest)) ?? 1;
  return days.reduce((calls, day) => {
    const unknown = facts.outlook(day).unknownPages;
    return calls + (unknown?.length ?? facts.expectedPages(day) ?? guess);
  }, 0);
}

/** Before any list of apps is complete, the organization's overview tells how many apps there are. */
async function pagesByOverview(
  lane: FactsOf,
  kind: ListKind,
  day: StatisticsDay,
): Promise<number | undefined> {
  if (kind !== 'app') return undefined;
  const { facts } = lane('organization');
  const known = (await facts.archive.nearestCompleteDay(day)) ?? day;
  const fact = (await facts.facts(known, [ORGANIZATION_ID])).get(ORGANIZATION_ID);
  const apps = fact?.kind === 'row' ? fact.row.metrics?.app : undefined;
  return apps ? Math.max(1, Math.ceil(apps / MAX_PAGE_SIZE)) : undefined;
}

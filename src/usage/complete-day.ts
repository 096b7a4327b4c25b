import type { ListState } from '../archive/archive.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Facts } from './facts.ts';
import { createListingCount } from './listing-count.ts';
import { unstableList } from './operation-errors.ts';
import type { WantGate } from './want-gate.ts';

/** Lists what is missing of a day's list, until its pages agree with each other. */
export async function completeDay(
  kind: ListKind,
  facts: Facts,
  gate: WantGate,
  day: StatisticsDay,
): Promise<ListState> {
  const listings = createListingCount(kind, day);
  for (;;) {
    const state = await gate.look(kind, async () => {
      const known = await facts.state(day);
      if (!known.complete) await facts.prepare(day);
      return known;
    });
    if (state.complete) return state;
    const missing = facts.outlook(day).unknownPages ?? [nextPage(state)];
    if (missing.length === 0) throw unstableList(kind, day);
    listings.count(missing);
    const answers = await gate.need(
      kind,
      missing.map((page) => ({ kind: 'page', day, page })),
    );
    const error = answers.find((answer) => answer instanceof Error);
    if (error) throw error;
  }
}

/** The first page that is not known: how a list of unknown length goes on. */
function nextPage({ pages }: ListState): number {
  let page = 0;
  while (pages.has(page)) page += 1;
  return page;
}

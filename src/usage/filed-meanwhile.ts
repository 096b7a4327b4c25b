import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Facts } from './facts.ts';
import type { Found } from './found.ts';
import { type Want, wantKey } from './want.ts';

/** Answers may be filed faster than the archive can be read; a call too many is the worst that follows. */
const MAX_LOOKS = 5;

/** What was filed of some wants while their asker was between its look into the archive and the pool. */
export async function filedMeanwhile(
  facts: Facts,
  wants: readonly Want[],
  filings: number,
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  let since = filings;
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const open = wants.filter((want) => !found.has(wantKey(want)) && facts.filedOf(want, since));
    if (open.length === 0) return found;
    since = facts.filings();
    for (const day of new Set(open.map((want) => want.day))) {
      await lookAgain(
        facts,
        day,
        open.filter((want) => want.day === day),
        found,
      );
    }
  }
  return found;
}

async function lookAgain(
  facts: Facts,
  day: StatisticsDay,
  wants: readonly Want[],
  found: Map<string, Found>,
): Promise<void> {
  const ids = wants.flatMap((want) => (want.kind === 'row' ? [want.id] : []));
  const known = ids.length > 0 ? await facts.facts(day, ids) : new Map();
  for (const want of wants) {
    if (want.kind === 'row') {
      const fact = known.get(want.id);
      if (fact) found.set(wantKey(want), fact);
      continue;
    }
    const page = (await facts.pages(day, want.page, want.page)).get(want.page);
    if (page) found.set(wantKey(want), { kind: 'page', page });
  }
}

import type { Facts } from './facts.ts';
import { staleBelief } from './settlement.ts';

/** What is known of a list for somebody who takes numbers that expired up to `staleMs` ago. Nothing is fetched for it. */
export function staleFacts(facts: Facts, staleMs: number): Facts {
  const { archive } = facts;
  const belief = () => staleBelief(facts.belief(), staleMs);
  return {
    ...facts,
    belief,
    facts: (day, ids) => archive.facts(day, ids, belief()),
    pages: (day, first, last) => archive.pages(day, first, last, belief()),
    state: (day) => archive.state(day, belief()),
    prepare: async () => {},
  };
}

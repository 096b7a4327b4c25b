import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { StaleFacts } from './operation.ts';

/** What of an operation's answer had expired. */
export interface StaleNotes {
  note(facts: StaleFacts): void;
  /** By list, then by day; of each day the oldest. */
  all(): readonly StaleFacts[];
}

export function createStaleNotes(): StaleNotes {
  const noted = new Map<string, StaleFacts>();
  const keyOf = (list: ListKind, date: StatisticsDay) => `${list}/${date}`;
  return {
    note(facts) {
      const key = keyOf(facts.list, facts.date);
      const known = noted.get(key);
      if (known === undefined || known.ageMs < facts.ageMs) noted.set(key, facts);
    },
    all: () => [...noted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, facts]) => facts),
  };
}

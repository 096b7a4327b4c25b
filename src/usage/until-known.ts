import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { unstableList } from './operation-errors.ts';
import type { WantGate } from './want-gate.ts';

/** The archive may lose a provisional fact between two reads of it; not for ever. */
const MAX_READS = 3;

/** Reads in one snapshot, once everything is there; `fetch` gets what is missing. */
export async function untilKnown<T>(
  kind: ListKind,
  gate: WantGate,
  day: StatisticsDay,
  read: () => Promise<T | undefined>,
  fetch: () => Promise<unknown>,
): Promise<T> {
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const known = await gate.look(kind, read);
    if (known !== undefined) return known;
    await fetch();
  }
  const known = await gate.look(kind, read);
  if (known === undefined) throw unstableList(kind, day);
  return known;
}

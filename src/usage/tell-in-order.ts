import type { HistoryWindow } from '../archive/archive.ts';
import type { Fact } from '../archive/fact.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { Arrived } from './operation.ts';

/** A day that is being looked up. */
export interface LookedUpDay {
  readonly day: StatisticsDay;
  readonly fact: MaybePromise<Fact>;
}

/**
 * Tells of the first days of a history while later ones are looked up. Days come ascending, so a page that is read from
 * its end has no first day before all of them are known: nothing is told of it. Ends at the first day that fails.
 */
export async function tellInOrder(
  known: readonly UsageRow[],
  lookedUp: readonly LookedUpDay[],
  { from, count, after, before }: HistoryWindow,
  arrived: Arrived,
): Promise<void> {
  if (from === 'last') return;
  const isInside = (day: StatisticsDay) =>
    (after === undefined || day > after) && (before === undefined || day < before);
  const told: UsageRow[] = [];
  let next = 0;
  const takeKnownBefore = (day: StatisticsDay) => {
    for (let row = known[next]; row && row.date < day; row = known[next]) {
      told.push(row);
      next += 1;
    }
  };
  try {
    for (const { day, fact } of lookedUp) {
      takeKnownBefore(day);
      arrived(told.slice(0, count));
      const found = await fact;
      if (found.kind === 'row' && isInside(day)) told.push(found.row);
    }
    arrived(told.slice(0, count));
  } catch {
    // Whoever waits for the whole history hears of it.
  }
}

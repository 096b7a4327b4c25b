import type { StatisticsDay } from '../../../src/jodoo/statistics-day.ts';
import type { Ask } from '../ask.ts';
import type { EntityList, Model } from '../model.ts';
import type { SeededRandom } from '../seeded-random.ts';

export interface ErrandOptions {
  readonly ask: Ask;
  readonly model: Model;
  readonly random: SeededRandom;
  /** Which day. Late days are asked for most. */
  readonly anyDay: () => StatisticsDay;
}

/** What a client wants to know: one question, or several that follow on each other. */
export type Errand = (options: ErrandOptions) => Promise<void>;

export function anyList(random: SeededRandom): EntityList {
  return random.percent(70) ? 'app' : 'member';
}

/** Some ids of a day's list, and some that are not in it. */
export function someIds(
  { model, random }: ErrandOptions,
  list: EntityList,
  day: StatisticsDay,
  most: number,
): string[] {
  const { rows } = model.day(list, day);
  const ids = new Set<string>();
  for (let left = random.between(1, most); left > 0; left -= 1) {
    if (random.percent(8)) ids.add(`${random.between(1, 40)}`.padStart(24, '0'));
    else ids.add(random.oneOf(rows).id);
  }
  return [...ids];
}

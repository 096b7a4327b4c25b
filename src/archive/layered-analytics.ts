/** What whole lists say together, read from several layers: one layer has to hold all of these lists. */
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { ListAnalytics, ListArchive } from './archive.ts';
import type { Belief } from './fact.ts';
import type { LayerReader } from './layer-reader.ts';

export interface LayeredAnalyticsOptions {
  readonly kind: ListKind;
  readonly reader: LayerReader;
  readonly state: ListArchive['state'];
  /** Makes the pages 0 … `lastPage` of a day readable in the last layer. */
  readonly copyPages: (day: StatisticsDay, lastPage: number, belief: Belief) => Promise<void>;
}

export function createLayeredAnalytics({
  kind,
  reader,
  state,
  copyPages,
}: LayeredAnalyticsOptions): ListAnalytics {
  /** The first layer that has all; else brings the lists of the layers together in the last one. */
  async function fromOneLayer<T>(
    days: readonly StatisticsDay[],
    belief: Belief,
    call: (list: ListArchive) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const ask = () =>
      reader.gather(
        (archive) => call(archive.list(kind)),
        (answer) => answer !== undefined,
      );
    const answers = await ask();
    const answer = answers.find((one) => one !== undefined);
    if (answer !== undefined || answers.length < 2) return answer;
    for (const day of days) {
      const { complete, pages } = await state(day, belief);
      if (!complete) return undefined;
      await copyPages(day, Math.max(...pages.keys()), belief);
    }
    return (await ask()).find((one) => one !== undefined);
  }

  return {
    changes: (days, query, window, belief) =>
      fromOneLayer([days.from, days.to], belief, (list) => list.changes(days, query, window, belief)),
    groups: (day, query, window, belief) =>
      fromOneLayer([day], belief, (list) => list.groups(day, query, window, belief)),
  };
}

/** The sums of complete settled days in memory, as they were asked for. Days that are not kept are read. */
import type { DaySum, ListArchive } from '../archive/archive.ts';
import { type DayRange, dayNumber } from '../jodoo/statistics-day.ts';
import type { FiledDays } from './filed-days.ts';
import type { MemoryPart } from './hot-memory.ts';
import { createKeptDays, type KeptDays, stretchToRead } from './kept-days.ts';

export interface HotSums {
  /** Of each day of the range, ascending; undefined where one is not kept. */
  known(range: DayRange): DaySum[] | undefined;
  /** Of the complete settled days: from the archive, as far as they are not kept. */
  read(archive: Pick<ListArchive, 'daySums'>, range: DayRange): Promise<readonly DaySum[]>;
}

/** All of a list are one. */
const KEY = 'sums';
/** Of an object with another of 13 numbers, about. */
const SUM_BYTES = 250;
const SUMS_BYTES = 500;
const NOTHING: ReadonlyMap<number, DaySum> = new Map();

export function createHotSums(sums: MemoryPart<KeptDays<DaySum>>, filed: FiledDays): HotSums {
  const kept = () => sums.get(KEY)?.current() ?? NOTHING;

  async function readArchive(
    archive: Pick<ListArchive, 'daySums'>,
    range: DayRange,
  ): Promise<readonly DaySum[]> {
    const filings = filed.count();
    const found = await archive.daySums(range);
    const days = sums.get(KEY) ?? createKeptDays<DaySum>(filed, () => SUM_BYTES);
    days.keep(
      found.map((sum) => [dayNumber(sum.day), sum]),
      filings,
    );
    sums.keep(KEY, days, SUMS_BYTES + days.bytes());
    return found;
  }

  return {
    known: ({ from, to }) => sumsBetween(kept(), dayNumber(from), dayNumber(to)),
    async read(archive, range) {
      const stretch = stretchToRead(kept(), range) ?? range;
      const found = await readArchive(archive, stretch);
      const before = sumsBetween(kept(), dayNumber(range.from), dayNumber(stretch.from) - 1);
      const after = sumsBetween(kept(), dayNumber(stretch.to) + 1, dayNumber(range.to));
      if (before === undefined || after === undefined) return await readArchive(archive, range);
      return [...before, ...found, ...after];
    },
  };
}

function sumsBetween(kept: ReadonlyMap<number, DaySum>, first: number, last: number): DaySum[] | undefined {
  const sums: DaySum[] = [];
  for (let day = first; day <= last; day += 1) {
    const sum = kept.get(day);
    if (sum === undefined) return undefined;
    sums.push(sum);
  }
  return sums;
}

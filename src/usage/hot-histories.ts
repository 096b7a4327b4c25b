/**
 * The histories of single ids in memory: what was settled of them in the answers given before. A range all of whose days
 * are kept is answered at once. Where only a few days are not (the newest have not settled, say), only those are read.
 */
import type { ArchivedHistory, History, HistoryWindow, ListArchive } from '../archive/archive.ts';
import { cutDays } from '../archive/history-window.ts';
import { type DayRange, dayNumber, daysInRange } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { Facts } from './facts.ts';
import type { FiledDays } from './filed-days.ts';
import { hotRowBytes } from './hot-day.ts';
import type { MemoryPart } from './hot-memory.ts';
import { createKeptDays, type KeptDays, stretchToRead } from './kept-days.ts';

export interface HotHistories {
  /** As the archive answers it, at once; undefined: it has to be read. */
  known(id: string, range: DayRange, window: HistoryWindow): History | undefined;
  /** From the archive, as far as it is not kept. What is settled of it is kept from now on. */
  read(facts: HistoryFacts, id: string, range: DayRange, window: HistoryWindow): Promise<History>;
}

type HistoryFacts = Pick<Facts, 'belief'> & { readonly archive: Pick<ListArchive, 'history'> };

/** `present`: there is a row, but the answer's window left it out. */
type DayFact = UsageRow | 'present' | 'absent';

/** All rows of a stretch up to this long are read: to choose the window's ones, all of them must be there. */
const MAX_STRETCH_DAYS = 31;
const HISTORY_BYTES = 500;
const BYTES_PER_CHARACTER = 2;
const NOTHING: ReadonlyMap<number, DayFact> = new Map();

export function createHotHistories(histories: MemoryPart<KeptDays<DayFact>>, filed: FiledDays): HotHistories {
  const keptOf = (id: string) => histories.get(id)?.current() ?? NOTHING;

  async function readArchive(
    { archive, belief }: HistoryFacts,
    id: string,
    range: DayRange,
    window: HistoryWindow,
  ): Promise<ArchivedHistory> {
    const filings = filed.count();
    const found = await archive.history(id, range, window, belief());
    const history = histories.get(id) ?? createKeptDays<DayFact>(filed, bytesOf);
    history.keep(settledFacts(found, history.current()), filings);
    histories.keep(id, history, HISTORY_BYTES + id.length * BYTES_PER_CHARACTER + history.bytes());
    return found;
  }

  return {
    known: (id, range, window) => answerOf(range, window, keptOf(id)),
    async read(facts, id, range, window) {
      const stretch = stretchToRead(keptOf(id), range) ?? range;
      const days = daysInRange(stretch);
      if (days <= MAX_STRETCH_DAYS && days < daysInRange(range)) {
        const found = await readArchive(facts, id, stretch, { count: days, from: 'first' });
        const answer = answerOf(range, window, keptOf(id), { stretch, found });
        if (answer !== undefined) return answer;
      }
      return await readArchive(facts, id, range, window);
    },
  };
}

function bytesOf(fact: DayFact): number {
  return typeof fact === 'string' ? 0 : hotRowBytes(fact);
}

/** What can be kept of an answer; a row that is kept is not given up for the mere word that there is one. */
function* settledFacts(
  { rows, knownDays }: ArchivedHistory,
  kept: ReadonlyMap<number, DayFact>,
): Iterable<readonly [number, DayFact]> {
  const byDay = new Map(rows.map((row) => [row.date, row]));
  for (const [date, { present, settled }] of knownDays) {
    if (!settled) continue;
    const day = dayNumber(date);
    const known = kept.get(day);
    const row = byDay.get(date) ?? (typeof known === 'object' ? known : 'present');
    yield [day, present ? row : 'absent'];
  }
}

/** What was read of a part of the range: nothing kept is believed of its days, for all of them are of one moment. */
interface ReadStretch {
  readonly stretch: DayRange;
  readonly found: ArchivedHistory;
}

/** undefined where a day is neither kept nor read, or a row of the window is not. */
function answerOf(
  range: DayRange,
  window: HistoryWindow,
  kept: ReadonlyMap<number, DayFact>,
  read?: ReadStretch,
): History | undefined {
  const rows = new Map<number, UsageRow>();
  const present: number[] = [];
  const last = dayNumber(range.to);
  const [firstRead, lastRead] = read
    ? [dayNumber(read.stretch.from), dayNumber(read.stretch.to)]
    : [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let day = dayNumber(range.from); day <= last; day += 1) {
    if (day === firstRead && read) {
      for (const row of read.found.rows) {
        const ofRow = dayNumber(row.date);
        rows.set(ofRow, row);
        present.push(ofRow);
      }
      day = lastRead;
      continue;
    }
    const fact = kept.get(day);
    if (fact === undefined) return undefined;
    if (fact !== 'absent') present.push(day);
    if (typeof fact === 'object') rows.set(day, fact);
  }
  const { days, hasBefore, hasAfter } = cutDays(present, window);
  const inWindow: UsageRow[] = [];
  for (const day of days) {
    const row = rows.get(day);
    if (row === undefined) return undefined;
    inWindow.push(row);
  }
  const { unknownDays = [], settled = true } = read?.found ?? {};
  return { rows: inWindow, hasBefore, hasAfter, unknownDays, settled };
}

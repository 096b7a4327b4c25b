/**
 * Which answers were filed lately, and what of: whoever read the archive before one of them may have missed what it says,
 * and only that has to be read again.
 */
import type { ListCall } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { Want } from './want.ts';

export interface RecentFilings {
  /** How many there were. */
  count(): number;
  note(call: ListCall, rows: readonly UsageRow[]): void;
  /** The list of a day is complete now: that says something of every id. */
  noteComplete(day: StatisticsDay): void;
  /** Whether there was one of a day since there were `count`. */
  since(day: StatisticsDay, count: number): boolean;
  /** Whether one since then says something of a want. True when it is not known any more. */
  sayOf(want: Want, count: number): boolean;
}

interface Filing {
  readonly number: number;
  readonly day: StatisticsDay;
  readonly page: number | undefined;
  /** undefined: all ids of the day. */
  readonly ids: ReadonlySet<string> | undefined;
}

/** An operation reads the archive and is admitted within few of them. */
const MAX_KEPT = 300;

export function createRecentFilings(): RecentFilings {
  /** Oldest first. */
  const kept: Filing[] = [];
  let count = 0;

  function keep(filing: Omit<Filing, 'number'>): void {
    count += 1;
    kept.push({ ...filing, number: count });
    if (kept.length > MAX_KEPT) kept.shift();
  }

  function hasOneSince(since: number, fits: (filing: Filing) => boolean): boolean {
    if (count - kept.length > since) return true;
    for (let index = kept.length - 1; index >= 0; index -= 1) {
      const filing = kept[index];
      if (filing === undefined || filing.number <= since) return false;
      if (fits(filing)) return true;
    }
    return false;
  }

  return {
    count: () => count,
    note(call, rows) {
      const { day } = call;
      const ids = new Set(rows.map(({ id }) => id));
      if (call.kind === 'ids') for (const id of call.ids) ids.add(id);
      keep({ day, page: call.kind === 'page' ? call.page : undefined, ids });
    },
    noteComplete: (day) => keep({ day, page: undefined, ids: undefined }),
    since: (day, since) => hasOneSince(since, (filing) => filing.day === day),
    sayOf: (want, since) =>
      hasOneSince(since, ({ day, page, ids }) => {
        if (day !== want.day) return false;
        if (want.kind === 'page') return page === want.page;
        return ids === undefined || ids.has(want.id);
      }),
  };
}

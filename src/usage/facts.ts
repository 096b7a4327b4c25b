/** What is known of one list: its archive, read as far as the moment allows to believe it, and each answer filed in it. */
import type { ListArchive, ListState } from '../archive/archive.ts';
import type { Belief, Fact, ListAnswer, ListPage } from '../archive/fact.ts';
import type { ListCall, ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import { createDayOutlooks } from './day-outlooks.ts';
import type { DayOutlook } from './day-plan.ts';
import { createRecentFilings } from './recent-filings.ts';
import { askedAt, beliefAt, type Settlement } from './settlement.ts';
import type { Want } from './want.ts';

export interface FactsOptions {
  readonly kind: ListKind;
  readonly archive: ListArchive;
  readonly settlement: Settlement;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface FetchedAnswer {
  readonly call: ListCall;
  readonly rows: readonly UsageRow[];
  readonly hasNext: boolean;
  /** When the call started, epoch milliseconds. */
  readonly askedAtMs: number;
}

export interface Facts {
  readonly archive: ListArchive;
  /** How far to believe what the archive says at this moment. */
  belief(): Belief;
  facts(day: StatisticsDay, ids: readonly string[]): Promise<Map<string, Fact>>;
  pages(day: StatisticsDay, first: number, last: number): Promise<Map<number, ListPage>>;
  state(day: StatisticsDay): Promise<ListState>;
  /** Files what an upstream call brought; says whether the day's list is complete now. */
  file(answer: FetchedAnswer): Promise<{ readonly complete: boolean }>;
  /** How many answers have been filed; a look before the latest filing of a day may have missed it. */
  filings(): number;
  filedSince(day: StatisticsDay, filings: number): boolean;
  /** Whether one since then says something of a want. */
  filedOf(want: Want, filings: number): boolean;
  /** Reads what `outlook` tells of a day. */
  prepare(day: StatisticsDay): Promise<void>;
  outlook(day: StatisticsDay): DayOutlook;
  expectedPages(day: StatisticsDay): number | undefined;
  pageFailed(day: StatisticsDay, page: number): void;
  /** Calls `listener` with each answer once it is filed, or could not be. */
  onFiled(listener: (answer: ListAnswer) => void): void;
  /** Calls `listener` whenever the outlook of a day has changed. */
  onOutlookChange(listener: (day: StatisticsDay) => void): void;
}

export function createFacts({ kind, archive, settlement, now }: FactsOptions): Facts {
  const listeners: ((day: StatisticsDay) => void)[] = [];
  const filedListeners: ((answer: ListAnswer) => void)[] = [];
  const outlooks = createDayOutlooks({
    archive,
    onChange: (day) => {
      for (const listener of listeners) listener(day);
    },
  });
  const belief = () => beliefAt(now(), settlement);
  const filings = createRecentFilings();

  return {
    archive,
    belief,
    facts: (day, ids) => archive.facts(day, ids, belief()),
    pages: (day, first, last) => archive.pages(day, first, last, belief()),
    state: (day) => archive.state(day, belief()),
    async file({ call, rows, hasNext, askedAtMs }) {
      const answer: ListAnswer = {
        list: kind,
        call,
        rows,
        hasNext,
        asked: askedAt(call.day, askedAtMs, settlement),
      };
      try {
        await archive.save(answer);
        filings.note(call, rows);
      } finally {
        // Where saving failed it is not known how far it came.
        for (const listener of filedListeners) listener(answer);
      }
      const complete = call.kind === 'page' && (await outlooks.pageFiled(call.day, belief()));
      if (complete) filings.noteComplete(call.day);
      return { complete };
    },
    filings: filings.count,
    filedSince: filings.since,
    filedOf: filings.sayOf,
    prepare: (day) => outlooks.prepare(day, belief()),
    outlook: outlooks.of,
    expectedPages: outlooks.expectedPages,
    pageFailed: outlooks.pageFailed,
    onFiled: (listener) => void filedListeners.push(listener),
    onOutlookChange: (listener) => void listeners.push(listener),
  };
}

/** What is known: the archive, read with the belief that the moment allows, and each answer filed in it. */
import type { Archive, ListState } from '../archive/archive.ts';
import type { AppFact, Belief, ListPage } from '../archive/fact.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { createDayOutlooks } from './day-outlooks.ts';
import type { DayOutlook } from './day-plan.ts';
import type { Answer } from './fetch-answer.ts';
import type { FiledAnswer } from './filed-answer.ts';
import { askedAt, beliefAt, beliefInDay, type Settlement } from './settlement.ts';

export interface KnownFactsOptions {
  readonly archive: Archive;
  readonly settlement: Settlement;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface KnownFacts {
  readonly archive: Archive;
  /** How far to believe what the archive says at this moment, of one day or of a range. */
  belief(day?: StatisticsDay): Belief;
  /** What is known of apps on a day; an id that is not in the map has to be asked. */
  apps(day: StatisticsDay, appIds: readonly string[]): Promise<Map<string, AppFact>>;
  /** An aligned page of a day's list; undefined when it has to be asked. */
  page(day: StatisticsDay, page: number): Promise<ListPage | undefined>;
  listState(day: StatisticsDay): Promise<ListState>;
  /** Files what an upstream call brought. */
  file(answer: Answer, askedAtMs: number): Promise<FiledAnswer>;
  /** Reads what `outlook` shall tell of a day. */
  prepare(day: StatisticsDay): Promise<void>;
  outlook(day: StatisticsDay): DayOutlook;
}

export function createKnownFacts({ archive, settlement, now }: KnownFactsOptions): KnownFacts {
  const outlooks = createDayOutlooks(archive);
  const belief = (day?: StatisticsDay) =>
    day === undefined ? beliefAt(now(), settlement) : beliefInDay(day, now(), settlement);

  return {
    archive,
    belief,
    apps: (day, appIds) => archive.apps(day, appIds, belief(day)),
    page: (day, page) => archive.page(day, page, belief(day)),
    listState: (day) => archive.listState(day, belief(day)),
    async file(answer, askedAtMs) {
      const { call, rows, hasNext } = answer;
      const asked = askedAt(call.day, askedAtMs, settlement);
      if (call.kind === 'apps') {
        await archive.saveLookup(call.day, call.appIds, rows, asked);
        return { ...answer, settled: asked.settled, whole: false };
      }
      await archive.savePage(call.day, call.page, rows, hasNext, asked);
      const whole = await outlooks.pageFiled(call.day, belief(call.day));
      return { ...answer, settled: asked.settled, whole };
    },
    prepare: (day) => outlooks.prepare(day, belief(day)),
    outlook: outlooks.of,
  };
}

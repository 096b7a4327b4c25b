/** Keeps the archive complete, all lists at the same time: each has slots of its own that nobody may need. */
import { LIST_KINDS, type ListKind } from '../jodoo/lists.ts';
import { type DayRange, daysInRange, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { callsLeft } from './calls-left.ts';
import { lagDays } from './lag-days.ts';
import { createListCollector, type ListCollector, type ListCollectorOptions } from './list-collector.ts';

export type CollectorOptions = Omit<ListCollectorOptions, 'kind'>;

export interface Collecting {
  /** The newest day at hand. */
  readonly day: StatisticsDay;
  /** Days of which every list that is wanted is complete. */
  readonly daysDone: number;
  readonly daysTotal: number;
  /** Until all days are done if nobody else wants a slot. */
  readonly expectedMs: number;
}

/** How far the collection of a range is, all lists together. */
export interface CollectionProgress {
  /** Days that need no more work: complete, or not to be collected. */
  readonly done: number;
  /** Days of the range. */
  readonly total: number;
  /** Until all are done if nobody else wants a slot. */
  readonly expectedMs: number;
  /** Days of which a list is not complete, ascending. */
  readonly missingDays: readonly StatisticsDay[];
}

export interface Collector {
  /**
   * Queues days of a list for a caller, before all that nobody asked for; those that are complete or that nobody can answer
   * cost nothing. Callers share the room in the queue, and have one turn after another.
   */
  request(kind: ListKind, days: readonly StatisticsDay[], caller: string): void;
  /** How far a range is; queues what is missing and not queued yet. Nothing is pending once `done` is `total`. */
  collect(range: DayRange, caller: string): Promise<CollectionProgress>;
  /** What is being collected; null while there is nothing to do. */
  progress(): Promise<Collecting | null>;
  /** Of each list of which a day is complete: how many days it is behind. */
  lagDays(): Promise<ReadonlyMap<ListKind, number>>;
  close(): Promise<void>;
}

export function createCollector(options: CollectorOptions): Collector {
  const { usage, archive, settleAfterHours, minIntervalMs, now } = options;
  const lists = new Map<ListKind, ListCollector>(
    LIST_KINDS.map((kind) => [kind, createListCollector({ ...options, kind })]),
  );

  /** Nobody knows yet how long the list of apps is: the overview tells it, by a slot that is not the apps'. */
  function learnLength([day]: readonly StatisticsDay[], caller: string): void {
    if (day === undefined || usage.lane('app').facts.expectedPages(day) !== undefined) return;
    lists.get('organization')?.request([day], caller);
  }

  return {
    request(kind, days, caller) {
      if (kind === 'app') learnLength(days, caller);
      lists.get(kind)?.request(days, caller);
    },
    async collect(range, caller) {
      const pending = new Set<StatisticsDay>();
      const missing = new Set<StatisticsDay>();
      let mostCalls = 0;
      for (const [kind, list] of lists) {
        const progress = await list.collect(range, caller);
        for (const day of progress.pending) pending.add(day);
        for (const day of [...progress.pending, ...progress.unavailable]) missing.add(day);
        mostCalls = Math.max(mostCalls, await callsLeft(usage.lane, kind, progress.pending));
      }
      const total = daysInRange(range);
      return {
        done: total - pending.size,
        total,
        expectedMs: Math.round(mostCalls * minIntervalMs),
        missingDays: [...missing].sort(),
      };
    },
    async progress() {
      const open = new Set<StatisticsDay>();
      const done = new Set<StatisticsDay>();
      let mostCalls = 0;
      for (const [kind, list] of lists) {
        const progress = await list.progress();
        for (const day of progress.due) open.add(day);
        for (const day of progress.done) done.add(day);
        mostCalls = Math.max(mostCalls, await callsLeft(usage.lane, kind, progress.due));
      }
      const newest = [...open].sort().at(-1);
      if (newest === undefined) return null;
      const isDone = (day: StatisticsDay) => !open.has(day);
      return {
        day: newest,
        daysDone: [...done].filter(isDone).length,
        daysTotal: new Set([...open, ...done]).size,
        expectedMs: Math.round(mostCalls * minIntervalMs),
      };
    },
    async lagDays() {
      const lags = new Map<ListKind, number>();
      for (const kind of LIST_KINDS) {
        const lag = await lagDays(archive.list(kind), settleAfterHours, now());
        if (lag !== undefined) lags.set(kind, lag);
      }
      return lags;
    },
    async close() {
      await Promise.all([...lists.values()].map((list) => list.close()));
    },
  };
}

/**
 * Days that callers have asked for and that are still to be collected. There is room for so many in all. While there is
 * enough, one caller may fill it; once it is full, whoever has less takes room from whoever has most. Callers have
 * one turn after another.
 */
import type { StatisticsDay } from '../jodoo/statistics-day.ts';

export interface DayRequests {
  readonly size: number;
  has(day: StatisticsDay): boolean;
  /** Adds days, the first ones first, as far as there is room. Says which are new, and which had to make room. */
  add(caller: string, days: readonly StatisticsDay[], maxDays: number): ChangedRequests;
  /** Forgets days that are not collected any more. */
  keepOnly(isOpen: (day: StatisticsDay) => boolean): void;
  /** In the order of their turns: a day of each caller in turn, each caller's in the order of asking. */
  inTurn(): StatisticsDay[];
  /** Says that a day is being collected: it was the turn of everybody who asked for it. */
  taken(day: StatisticsDay): void;
}

export interface ChangedRequests {
  readonly added: readonly StatisticsDay[];
  readonly dropped: readonly StatisticsDay[];
}

interface Caller {
  readonly days: Set<StatisticsDay>;
  lastTurn: number;
}

export function createDayRequests(): DayRequests {
  const callers = new Map<string, Caller>();
  /** How many callers ask for each day. */
  const askers = new Map<StatisticsDay, number>();
  let turns = 0;

  function join(name: string): Caller {
    // A newcomer lines up behind those who wait already.
    const caller = callers.get(name) ?? { days: new Set(), lastTurn: turns };
    callers.set(name, caller);
    return caller;
  }

  function ask(caller: Caller, day: StatisticsDay): void {
    caller.days.add(day);
    askers.set(day, (askers.get(day) ?? 0) + 1);
  }

  function forget(caller: Caller, day: StatisticsDay): void {
    caller.days.delete(day);
    const others = (askers.get(day) ?? 1) - 1;
    if (others > 0) askers.set(day, others);
    else askers.delete(day);
  }

  /** The last day of whoever has most, if that is more than `caller` would have then; undefined where it is nobody's alone. */
  function makeRoomFor(caller: Caller): StatisticsDay | undefined {
    const [most] = [...callers.values()].sort((a, b) => b.days.size - a.days.size);
    if (most === undefined || most.days.size <= caller.days.size + 1) return undefined;
    const last = [...most.days].findLast((day) => askers.get(day) === 1);
    if (last !== undefined) forget(most, last);
    return last;
  }

  return {
    get size() {
      return askers.size;
    },
    has: (day) => askers.has(day),
    add(name, days, maxDays) {
      const caller = join(name);
      const added: StatisticsDay[] = [];
      const dropped: StatisticsDay[] = [];
      for (const day of days) {
        if (caller.days.has(day)) continue;
        if (!askers.has(day)) {
          const evicted = askers.size < maxDays ? undefined : makeRoomFor(caller);
          if (evicted === undefined && askers.size >= maxDays) break;
          if (evicted !== undefined) dropped.push(evicted);
          added.push(day);
        }
        ask(caller, day);
      }
      if (caller.days.size === 0) callers.delete(name);
      return { added, dropped };
    },
    keepOnly(isOpen) {
      for (const [name, caller] of callers) {
        for (const day of caller.days) if (!isOpen(day)) forget(caller, day);
        if (caller.days.size === 0) callers.delete(name);
      }
    },
    inTurn() {
      const queues = [...callers.values()]
        .sort((a, b) => a.lastTurn - b.lastTurn)
        .map(({ days }) => [...days]);
      const longest = Math.max(0, ...queues.map(({ length }) => length));
      const ordered = new Set<StatisticsDay>();
      for (let place = 0; place < longest; place += 1) {
        for (const queue of queues) {
          const day = queue[place];
          if (day !== undefined) ordered.add(day);
        }
      }
      return [...ordered];
    },
    taken(day) {
      turns += 1;
      for (const caller of callers.values()) if (caller.days.has(day)) caller.lastTurn = turns;
    },
  };
}

/**
 * What is wanted of one list and not answered yet, indexed by day and by asker, so that the cost of admission, choice
 * and leaving does not grow with everything else that waits.
 */
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { DayWants } from './choose-call.ts';
import { createDayDemand, type DayDemand } from './day-demand.ts';
import type { CallLimits, DayOutlook } from './day-plan.ts';
import type { Entry, Waiter, WaitingAsker } from './entry.ts';
import type { Asker } from './turns.ts';
import { type Want, wantKey } from './want.ts';

export interface Demand {
  /** Changes with everything that the choice of a call depends on. */
  version(): number;
  /** Everybody who waits for something, in the order of their coming. */
  readonly askers: Iterable<WaitingAsker>;
  /** How many operations (not background work) of each caller wait. */
  readonly operations: ReadonlyMap<string, number>;
  /** How many operations wait in all. */
  waitingOperations(): number;
  day(day: StatisticsDay): DayWants;
  find(want: Want): Entry | undefined;
  /** Adds an asker to a want. `waiters` may be shared by all wants that are asked for together. */
  add(want: Want, asker: WaitingAsker, waiters: readonly Waiter[]): void;
  /** Takes an entry out; its askers no longer wait for it. */
  remove(entry: Entry): void;
  /** Takes an asker away from one of its wants; a want that nobody waits for goes, unless it is under way. */
  forsake(entry: Entry, asker: WaitingAsker): void;
  setState(entry: Entry, state: Entry['state']): void;
  /** A slot is spent in the turn of an asker and its caller. */
  takeTurn(asker: Asker, callNumber: number): void;
  /** The outlook of a day has changed. */
  outlookChanged(day: StatisticsDay): void;
  rowsOf(day: StatisticsDay): Iterable<Entry>;
  pageCall(day: StatisticsDay, page: number, isUnderway: boolean): void;
  /** Calls that it takes to answer everything that waits, and `more` with it. */
  cost(more?: readonly Want[]): number;
  /** Calls that it takes to answer these wants alone. */
  costAlone(wants: readonly Want[]): number;
  readonly all: Iterable<Entry>;
}

export interface DemandOptions {
  readonly outlookOf: (day: StatisticsDay) => DayOutlook;
  readonly limits: CallLimits;
}

export function createDemand({ outlookOf, limits }: DemandOptions): Demand {
  const days = new Map<StatisticsDay, DayDemand>();
  let version = 0;
  const askers = new Map<number, WaitingAsker>();
  const operations = new Map<string, number>();
  let waitingOperations = 0;
  /** Sum of the days' costs that are up to date, and the days whose are not. */
  let knownCost = 0;
  const stale = new Set<StatisticsDay>();
  const costs = new Map<StatisticsDay, number>();

  function dayDemand(day: StatisticsDay): DayDemand {
    const known = days.get(day);
    if (known) return known;
    const made = createDayDemand({ outlook: () => outlookOf(day), limits });
    days.set(day, made);
    return made;
  }

  function changed(day: StatisticsDay): void {
    version += 1;
    stale.add(day);
    const demand = days.get(day);
    if (demand?.isEmpty()) days.delete(day);
  }

  function refreshCosts(): void {
    for (const day of stale) {
      const cost = days.get(day)?.cost() ?? 0;
      knownCost += cost - (costs.get(day) ?? 0);
      if (cost === 0) costs.delete(day);
      else costs.set(day, cost);
    }
    stale.clear();
  }

  function stopWaiting(entry: Entry, asker: WaitingAsker): void {
    entry.waiting.delete(asker);
    asker.wants.delete(entry);
    if (asker.wants.size > 0 || !askers.delete(asker.id)) return;
    asker.caller.waitingAskers -= 1;
    countOperation(asker, -1);
  }

  function startWaiting(asker: WaitingAsker): void {
    if (askers.has(asker.id)) return;
    askers.set(asker.id, asker);
    asker.caller.waitingAskers += 1;
    countOperation(asker, 1);
  }

  function countOperation({ background, callerName }: WaitingAsker, change: 1 | -1): void {
    if (background) return;
    waitingOperations += change;
    const left = (operations.get(callerName) ?? 0) + change;
    if (left > 0) operations.set(callerName, left);
    else operations.delete(callerName);
  }

  function newEntry(want: Want): Entry {
    const waiting: Entry['waiting'] = new Map();
    return {
      want,
      waiting,
      get firstAsker() {
        const [first] = waiting.keys();
        if (first === undefined) throw new RangeError(`nobody waits for ${wantKey(want)}`);
        return first;
      },
      get open() {
        return this.state === 'open' && waiting.size > 0;
      },
      state: 'open',
      attempts: 0,
      isolated: false,
      lastError: undefined,
    };
  }

  return {
    version: () => version,
    askers: { [Symbol.iterator]: () => askers.values() },
    operations,
    waitingOperations: () => waitingOperations,
    day: (day) => (days.get(day) ?? createDayDemand({ outlook: () => outlookOf(day), limits })).wants(),
    find: (want) => days.get(want.day)?.find(want),
    add(want, asker, waiters) {
      const demand = dayDemand(want.day);
      let entry = demand.find(want);
      if (entry === undefined) {
        entry = newEntry(want);
        demand.insert(entry);
      }
      changed(want.day);
      const present = entry.waiting.get(asker);
      entry.waiting.set(asker, present ? [...present, ...waiters] : waiters);
      asker.wants.add(entry);
      startWaiting(asker);
    },
    remove(entry) {
      for (const asker of [...entry.waiting.keys()]) stopWaiting(entry, asker);
      days.get(entry.want.day)?.drop(entry);
      changed(entry.want.day);
    },
    forsake(entry, asker) {
      stopWaiting(entry, asker);
      const isKept = entry.waiting.size > 0 || entry.state === 'underway';
      if (!isKept) days.get(entry.want.day)?.drop(entry);
      changed(entry.want.day);
    },
    setState(entry, state) {
      const demand = dayDemand(entry.want.day);
      demand.setState(entry, state);
      changed(entry.want.day);
    },
    takeTurn({ id }, callNumber) {
      const asker = askers.get(id);
      if (asker !== undefined) {
        asker.lastTurn = callNumber;
        asker.caller.lastTurn = callNumber;
      }
      version += 1;
    },
    outlookChanged(day) {
      days.get(day)?.recount();
      changed(day);
    },
    rowsOf: (day) => days.get(day)?.rows() ?? [],
    pageCall(day, page, isUnderway) {
      dayDemand(day).pageCall(page, isUnderway);
      changed(day);
    },
    cost(more = []) {
      refreshCosts();
      let cost = knownCost;
      for (const [day, wants] of byDay(more)) {
        const demand = days.get(day) ?? createDayDemand({ outlook: () => outlookOf(day), limits });
        cost += demand.cost(wants) - (costs.get(day) ?? 0);
      }
      return cost;
    },
    costAlone(wants) {
      let cost = 0;
      for (const [day, ofDay] of byDay(wants)) {
        cost += createDayDemand({ outlook: () => outlookOf(day), limits }).cost(ofDay);
      }
      return cost;
    },
    get all() {
      return [...days.values()].flatMap((demand) => [...demand.all()]);
    },
  };
}

function byDay(wants: Iterable<Want>): Map<StatisticsDay, Want[]> {
  const days = new Map<StatisticsDay, Want[]>();
  for (const want of wants) {
    const ofDay = days.get(want.day);
    if (ofDay) ofDay.push(want);
    else days.set(want.day, [want]);
  }
  return days;
}

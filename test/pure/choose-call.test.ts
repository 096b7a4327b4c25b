import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListCall } from '../../src/jodoo/lists.ts';
import { addDays, type StatisticsDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { type Choice, chooseCall } from '../../src/usage/choose-call.ts';
import type { DayOutlook } from '../../src/usage/day-plan.ts';
import { createDemand } from '../../src/usage/demand.ts';
import type { WaitingAsker, WaitingCaller } from '../../src/usage/entry.ts';
import { type Want, wantKey } from '../../src/usage/want.ts';

const LIMITS = { idsPerCall: 2, pageSize: 4 };
const MONDAY = statisticsDay('2026-03-02');
const TUESDAY = addDays(MONDAY, 1);

interface Asker {
  readonly id: number;
  readonly background: boolean;
  readonly lastTurn: number;
  /** Default: all askers are of one caller. */
  readonly caller?: string;
}

type Lists = ReadonlyMap<StatisticsDay, readonly string[]>;
interface Wanted {
  readonly want: Want;
  readonly askers: readonly Asker[];
  readonly isolated: boolean;
}
interface Play {
  readonly lists: Lists;
  readonly wanted: readonly Wanted[];
  /** What the list of a day is believed to be; undefined: nothing is believed. */
  readonly believed?: Lists | undefined;
  /** How many further slots pass before a call is answered; one for each call, over and over. */
  readonly latencies?: readonly number[];
  /** When each want comes, in slots; all at once by default. */
  readonly comesAt?: readonly number[];
  /** Slots after which the play is broken off. */
  readonly slots?: number;
}
interface Played {
  readonly choices: readonly Choice[];
  /** What was pending when each choice was made. */
  readonly pendingAt: readonly (readonly Wanted[])[];
  readonly unanswered: readonly Want[];
}

/** Plays slot after slot until everything is answered or nothing moves any more. */
function play({ lists, wanted, believed, latencies = [0], comesAt = [0], slots = 2_000 }: Play): Played {
  const apps = new Set<string>();
  const pages = new Map<StatisticsDay, Set<number>>();
  const turns = new Map<number, number>();
  const callerTurns = new Map<string, number>();
  const callerOf = new Map(wanted.flatMap(({ askers }) => askers.map(({ id, caller }) => [id, caller])));
  const choices: Choice[] = [];
  const pendingAt: Wanted[][] = [];
  let waiting = wanted.map((one, index) => ({ ...one, comesAt: comesAt[index % comesAt.length] ?? 0 }));
  let underway: { readonly call: ListCall; readonly answeredAt: number }[] = [];

  const listOf = (day: StatisticsDay) => lists.get(day) ?? [];
  const pagesOf = (day: StatisticsDay) => pages.get(day) ?? new Set<number>();

  function answer(call: ListCall): void {
    if (call.kind === 'ids') {
      for (const appId of call.ids) apps.add(`${call.day} ${appId}`);
      return;
    }
    pages.set(call.day, pagesOf(call.day).add(call.page));
    const start = call.page * LIMITS.pageSize;
    for (const appId of listOf(call.day).slice(start, start + LIMITS.pageSize))
      apps.add(`${call.day} ${appId}`);
  }

  function isAnswered(want: Want): boolean {
    if (want.kind === 'page') return pagesOf(want.day).has(want.page);
    const whole = pageNumbers(listOf(want.day)).every((page) => pagesOf(want.day).has(page));
    return whole || apps.has(`${want.day} ${want.id}`);
  }

  function outlookOf(day: StatisticsDay): DayOutlook {
    const list = believed?.get(day);
    if (list === undefined) return NO_OUTLOOK;
    const known = pagesOf(day);
    // As the known facts do: the day's own last page decides, else its known pages stretch the belief.
    const truth = pageNumbers(listOf(day)).length;
    const seesEnd = [...known].some((page) => page >= truth - 1);
    const length = Math.max(pageNumbers(list).length, ...[...known].map((page) => page + 2));
    const end = seesEnd ? truth : length;
    return outlookOn(list, known, end);
  }

  for (let slot = 0; slot < slots; slot += 1) {
    for (const { call, answeredAt } of underway) if (answeredAt <= slot) answer(call);
    underway = underway.filter(({ answeredAt }) => answeredAt > slot);
    waiting = waiting.filter((one) => one.comesAt > slot || !isAnswered(one.want));
    if (waiting.length === 0) break;
    const pending = waiting
      .filter((one) => one.comesAt <= slot)
      .map((one) => ({
        ...one,
        askers: one.askers.map((asker) => ({ ...asker, lastTurn: turns.get(asker.id) ?? asker.lastTurn })),
      }));
    const choice = choose(
      pending,
      underway.map(({ call }) => call),
      outlookOf,
      callerTurns,
    );
    if (choice === undefined) {
      if (underway.length === 0 && waiting.every((one) => one.comesAt <= slot)) break;
      continue;
    }
    choices.push(choice);
    pendingAt.push(pending);
    turns.set(choice.asker.id, choices.length);
    const caller = callerOf.get(choice.asker.id);
    if (caller) callerTurns.set(caller, choices.length);
    const latency = latencies[choices.length % latencies.length] ?? 0;
    underway.push({ call: choice.call, answeredAt: slot + 1 + latency });
  }
  return { choices, pendingAt, unanswered: waiting.map(({ want }) => want) };
}

/** The choice for wants as the pool keeps them. */
function choose(
  pending: readonly Wanted[],
  underway: readonly ListCall[],
  outlookOf: (day: StatisticsDay) => DayOutlook,
  callerTurns: ReadonlyMap<string, number> = new Map(),
): Choice | undefined {
  // As the lane's: the same object until it changes.
  const outlooks = new Map<StatisticsDay, DayOutlook>();
  const sameOutlook = (day: StatisticsDay) => {
    const known = outlooks.get(day) ?? outlookOf(day);
    outlooks.set(day, known);
    return known;
  };
  const demand = createDemand({ outlookOf: sameOutlook, limits: LIMITS });
  const callers = new Map<string, WaitingCaller>();
  const askers = new Map<number, WaitingAsker>();
  const waitingAsker = ({ id, background, lastTurn, caller: callerName = '' }: Asker): WaitingAsker => {
    const caller = callers.get(callerName) ?? {
      lastTurn: callerTurns.get(callerName) ?? 0,
      waitingAskers: 0,
    };
    callers.set(callerName, caller);
    // One asker is one object, as in the pool.
    const known = askers.get(id) ?? { id, background, lastTurn, callerName, caller, wants: new Set() };
    askers.set(id, known);
    return known;
  };
  for (const { want, askers: waiting, isolated } of pending) {
    for (const one of waiting) demand.add(want, waitingAsker(one), [{ settle: () => {} }]);
    const entry = demand.find(want);
    if (entry) entry.isolated = isolated;
  }
  for (const call of underway) {
    if (call.kind === 'page') demand.pageCall(call.day, call.page, true);
    for (const id of call.kind === 'ids' ? call.ids : []) {
      const entry = demand.find(app(call.day, id));
      if (entry) demand.setState(entry, 'underway');
    }
  }
  const choice = chooseCall({ askers: demand.askers, dayWants: demand.day, limits: LIMITS });
  // What a choice carries is worked out when it is read, and the outlooks here move on.
  return choice && { ...choice };
}

const NO_OUTLOOK: DayOutlook = { unknownPages: undefined, pageOf: () => undefined };

function outlookOn(
  list: readonly string[],
  known: ReadonlySet<number> = new Set(),
  length = pageNumbers(list).length,
): DayOutlook {
  return {
    unknownPages: Array.from({ length }, (_, page) => page).filter((page) => !known.has(page)),
    pageOf(appId) {
      const index = indexesOf(list).get(appId);
      const page = Math.floor((index ?? 0) / LIMITS.pageSize);
      return index === undefined || known.has(page) ? undefined : page;
    },
  };
}

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function indexesOf(list: readonly string[]): ReadonlyMap<string, number> {
  const known = indexes.get(list) ?? new Map(list.map((appId, index) => [appId, index]));
  indexes.set(list, known);
  return known;
}

/** An empty list still is one page. */
function pageNumbers(list: readonly string[]): number[] {
  return Array.from({ length: Math.max(1, Math.ceil(list.length / LIMITS.pageSize)) }, (_, page) => page);
}

function byDay(wanted: readonly Wanted[]): { day: StatisticsDay; appIds: string[]; pages: Set<number> }[] {
  return [...new Set(wanted.map(({ want }) => want.day))].map((day) => {
    const wants = wanted.map(({ want }) => want).filter((want) => want.day === day);
    return {
      day,
      appIds: wants.flatMap((want) => (want.kind === 'row' ? [want.id] : [])),
      pages: new Set(wants.flatMap((want) => (want.kind === 'page' ? [want.page] : []))),
    };
  });
}

function naiveCalls(wanted: readonly Wanted[]): number {
  return byDay(wanted).reduce(
    (sum, { appIds, pages }) => sum + Math.ceil(appIds.length / LIMITS.idsPerCall) + pages.size,
    0,
  );
}

/** The fewest calls over every choice of pages. */
function fewestCalls(lists: Lists, wanted: readonly Wanted[]): number {
  return byDay(wanted).reduce((sum, { day, appIds, pages }) => {
    const list = lists.get(day) ?? [];
    const all = pageNumbers(list);
    let fewest = Number.POSITIVE_INFINITY;
    for (let subset = 0; subset < 2 ** all.length; subset += 1) {
      const listed = new Set([...pages, ...all.filter((page) => (subset >> page) & 1)]);
      const whole = all.every((page) => listed.has(page));
      const rest = appIds.filter((appId) => {
        const index = list.indexOf(appId);
        return index < 0 || !listed.has(Math.floor(index / LIMITS.pageSize));
      });
      fewest = Math.min(fewest, listed.size + (whole ? 0 : Math.ceil(rest.length / LIMITS.idsPerCall)));
    }
    return sum + fewest;
  }, 0);
}

function app(day: StatisticsDay, appId: string): Want {
  return { kind: 'row', day, id: appId };
}

function asker(id: number, background = false, lastTurn = 0): Asker {
  return { id, background, lastTurn };
}

function appIds(count: number, prefix = 'app'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** Two days of up to five pages, and wants of apps (some of them unknown) and pages by up to four askers. */
const workloads = fc
  .record({ monday: fc.nat({ max: 20 }), tuesday: fc.nat({ max: 20 }), backgroundFrom: fc.nat({ max: 5 }) })
  .chain(({ monday, tuesday, backgroundFrom }) => {
    const lists: Lists = new Map([
      [MONDAY, appIds(monday)],
      [TUESDAY, appIds(tuesday).reverse()],
    ]);
    const wants = [...lists].flatMap(([day, list]): Want[] => [
      ...[...list, ...appIds(5, 'unknown')].map((appId) => app(day, appId)),
      ...pageNumbers(list).map((page): Want => ({ kind: 'page', day, page })),
    ]);
    const wanted = fc.shuffledSubarray(wants, { minLength: 1 }).chain((some) =>
      fc.tuple(
        ...some.map((want) =>
          fc
            .record({
              ids: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 2 }),
              isolated: fc.boolean(),
            })
            .map(
              ({ ids, isolated }): Wanted => ({
                want,
                askers: ids.map((id) => asker(id, id >= backgroundFrom)),
                isolated,
              }),
            ),
        ),
      ),
    );
    return fc.record({ lists: fc.constant(lists), wanted });
  });
const latencies = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 });

function unisolated(wanted: readonly Wanted[]): Wanted[] {
  return wanted.map((one) => ({ ...one, isolated: false }));
}

describe('chooseCall', () => {
  test('every want is answered in the end, whatever is believed, however late answers and wants come', () => {
    const beliefs = fc.option(
      fc.tuple(fc.shuffledSubarray(appIds(24)), fc.shuffledSubarray(appIds(24))).map(
        ([monday, tuesday]): Lists =>
          new Map([
            [MONDAY, monday],
            [TUESDAY, tuesday],
          ]),
      ),
      { nil: undefined },
    );
    const comesAt = fc.array(fc.nat({ max: 8 }), { minLength: 1 });
    fc.assert(
      fc.property(workloads, beliefs, latencies, comesAt, (work, believed, late, comes) => {
        expect(play({ ...work, believed, latencies: late, comesAt: comes }).unanswered).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a call never exceeds the limits, repeats no id and carries what it asks for', () => {
    fc.assert(
      fc.property(workloads, fc.boolean(), latencies, (work, exact, late) => {
        const { choices } = play({ ...work, believed: exact ? work.lists : undefined, latencies: late });
        for (const { call, carried } of choices) {
          expect(carried.length).toBeGreaterThan(0);
          expect(carried.every(({ want }) => want.day === call.day)).toBe(true);
          if (call.kind === 'page') continue;
          expect(call.ids.length).toBeGreaterThan(0);
          expect(call.ids.length).toBeLessThanOrEqual(LIMITS.idsPerCall);
          expect(new Set(call.ids).size).toBe(call.ids.length);
          const carriedKeys = carried.map(({ want }) => wantKey(want));
          expect(call.ids.map((appId) => wantKey(app(call.day, appId)))).toEqual(carriedKeys);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('an isolated want shares a look-up only with isolated wants of the same first asker', () => {
    fc.assert(
      fc.property(workloads, fc.boolean(), (work, exact) => {
        for (const { call, carried } of play({ ...work, believed: exact ? work.lists : undefined }).choices) {
          if (call.kind === 'page' || !carried.some(({ isolated }) => isolated)) continue;
          expect(carried.every(({ isolated }) => isolated)).toBe(true);
          expect(new Set(carried.map(({ firstAsker }) => firstAsker.id)).size).toBe(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('no more calls are spent than naive batching spends, with an exact outlook and with none', () => {
    fc.assert(
      fc.property(workloads, fc.boolean(), latencies, ({ lists, wanted }, exact, late) => {
        const all = unisolated(wanted);
        const { choices } = play({
          lists,
          wanted: all,
          believed: exact ? lists : undefined,
          latencies: late,
        });
        expect(choices.length).toBeLessThanOrEqual(naiveCalls(all));
      }),
      { numRuns: 300 },
    );
  });

  test('with an exact outlook no choice of pages and look-ups takes fewer calls', () => {
    fc.assert(
      fc.property(workloads, latencies, ({ lists, wanted }, late) => {
        const all = unisolated(wanted);
        const fewest = fewestCalls(lists, all);
        expect(play({ lists, wanted: all, believed: lists, latencies: late }).choices.length).toBe(fewest);
        const outlookOf = (day: StatisticsDay) => outlookOn(lists.get(day) ?? []);
        const demand = createDemand({ outlookOf, limits: LIMITS });
        expect(demand.costAlone(all.map(({ want }) => want))).toBe(fewest);
        expect(demand.cost(all.map(({ want }) => want))).toBe(fewest);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    { where: 'the same day', day: MONDAY, exact: false },
    { where: 'another day', day: TUESDAY, exact: false },
    { where: 'the same day, its list foreseen', day: MONDAY, exact: true },
    { where: 'another day, its list foreseen', day: TUESDAY, exact: true },
  ])('one app of $where waits for two calls at most behind a thousand', ({ day, exact }) => {
    const list = appIds(1_001);
    const lists: Lists = new Map([
      [MONDAY, list],
      [TUESDAY, list],
    ]);
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.nat({ max: 3 }), (callsBefore, latency) => {
        const single: Wanted = {
          want: app(day, 'app1000'),
          askers: [asker(2, false, callsBefore)],
          isolated: false,
        };
        const thousand = list.slice(0, 1_000).map(
          (appId): Wanted => ({
            want: app(MONDAY, appId),
            askers: [asker(1)],
            isolated: false,
          }),
        );
        const wanted = [...thousand, single];
        const { choices } = play({
          lists,
          wanted,
          believed: exact ? lists : undefined,
          latencies: [latency],
          comesAt: [...thousand.map(() => 0), callsBefore],
          slots: callsBefore + 5,
        });
        const carriedBy = choices.findIndex(({ carried }) =>
          carried.some(({ want }) => wantKey(want) === wantKey(single.want)),
        );
        expect(carriedBy).toBeGreaterThanOrEqual(0);
        expect(carriedBy + 1 - callsBefore).toBeLessThanOrEqual(2);
      }),
      { numRuns: 4 },
    );
  });

  test('it is the turn of background work only when nobody else has an open want', () => {
    fc.assert(
      fc.property(workloads, fc.boolean(), (work, exact) => {
        // Every call is answered before the next slot, so that everything pending is open.
        const { choices, pendingAt } = play({ ...work, believed: exact ? work.lists : undefined });
        choices.forEach((choice, index) => {
          if (!choice.asker.background) return;
          const askers = (pendingAt[index] ?? []).flatMap((pending) => pending.askers);
          expect(askers.every(({ background }) => background)).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('a caller with many operations has no more turns than one with a single one', () => {
    const many = appIds(20).map(
      (appId, index): Wanted => ({
        want: app(MONDAY, appId),
        askers: [{ id: index, background: false, lastTurn: 0, caller: 'many' }],
        isolated: true,
      }),
    );
    const one: Wanted = {
      want: app(TUESDAY, 'app0'),
      askers: [{ id: 100, background: false, lastTurn: 1, caller: 'one' }],
      isolated: false,
    };
    const lists: Lists = new Map([
      [MONDAY, appIds(20)],
      [TUESDAY, appIds(20)],
    ]);
    const { choices } = play({ lists, wanted: [...many, one] });
    const place = choices.findIndex(({ asker: { id } }) => id === 100);
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThanOrEqual(1);
  });

  test('at equal cost a page is preferred to look-ups', () => {
    const list = appIds(12);
    const pending = ['app4', 'app6'].map((appId) => ({
      want: app(MONDAY, appId),
      askers: [asker(1)],
      isolated: false,
    }));
    const choice = choose(pending, [], () => outlookOn(list));
    expect(choice?.call).toEqual({ kind: 'page', day: MONDAY, page: 1 });
    expect(choice?.carried.map(({ want }) => want)).toEqual(pending.map(({ want }) => want));
  });

  test('nothing is chosen when everything pending is on its way', () => {
    const list = appIds(12);
    const chosen = choose(
      [{ want: app(MONDAY, 'app4'), askers: [asker(1)], isolated: false }],
      [{ kind: 'page', day: MONDAY, page: 1 }],
      () => outlookOn(list),
    );
    expect(chosen).toBeUndefined();
  });
});

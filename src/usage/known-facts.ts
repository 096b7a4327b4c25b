/**
 * What is known, in memory: settled facts for as long as there is room, provisional ones for minutes.
 * The least recently used days go first.
 */
import type { AppUsageRow, MemberRef } from '../jodoo/app-usage-row.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { dayNumber, type StatisticsDay, settlesAtMs } from '../jodoo/statistics-day.ts';
import type { DayOutlook } from './day-plan.ts';
import type { AppFact, ListPage } from './want.ts';

export interface KnownFactsOptions {
  /** Rows kept, over all days. The day in use is kept whatever its size. */
  readonly maxRows: number;
  /** Hours after a day's end in UTC+8 from which its numbers are final. */
  readonly settleAfterHours: number;
  /** How long a fact that may still change is believed. */
  readonly provisionalTtlMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface KnownFacts {
  /** What is known of an app on a day; undefined when it has to be asked. */
  app(day: StatisticsDay, appId: string): AppFact | undefined;
  /** An aligned page of a day's list; undefined when it has to be asked. */
  page(day: StatisticsDay, page: number): ListPage | undefined;
  /** Files the answer to a look-up of ids: those without a row are absent. */
  saveLookup(
    day: StatisticsDay,
    asked: readonly string[],
    rows: readonly AppUsageRow[],
    askedAtMs: number,
  ): void;
  /** Files an aligned page of the list. */
  savePage(
    day: StatisticsDay,
    page: number,
    rows: readonly AppUsageRow[],
    hasNext: boolean,
    askedAtMs: number,
  ): void;
  outlook(day: StatisticsDay): DayOutlook;
  /** The row of the latest day on which an app was seen. */
  latestRow(appId: string): AppUsageRow | undefined;
  /** A member, by the name last seen on a row. */
  member(memberId: string): MemberRef | undefined;
}

interface Held<T> {
  readonly value: T;
  readonly settled: boolean;
  readonly expiresAtMs: number;
}
interface HeldPage {
  readonly appIds: readonly string[];
  readonly hasNext: boolean;
}
interface DayFacts {
  readonly apps: Map<string, Held<AppUsageRow | null>>;
  readonly pages: Map<number, Held<HeldPage>>;
}

/** A list of a day further away says too little about where an app stands. */
const NEAR_DAYS = 31;
/** Apps this close to a page's end may have moved across it since. */
const DRIFT_ROWS = 5;

export function createKnownFacts(options: KnownFactsOptions): KnownFacts {
  const { maxRows, settleAfterHours, provisionalTtlMs, now } = options;
  /** In order of use, latest last. */
  const days = new Map<StatisticsDay, DayFacts>();
  const latest = new Map<string, AppUsageRow>();
  const members = new Map<string, MemberRef>();
  let rowsHeld = 0;

  function use(day: StatisticsDay): DayFacts {
    const facts = days.get(day) ?? { apps: new Map(), pages: new Map() };
    days.delete(day);
    days.set(day, facts);
    return facts;
  }

  function held<T>(value: T, settled: boolean, askedAtMs: number): Held<T> {
    return { value, settled, expiresAtMs: settled ? Number.POSITIVE_INFINITY : askedAtMs + provisionalTtlMs };
  }

  function valid<T>(fact: Held<T> | undefined): Held<T> | undefined {
    return fact !== undefined && fact.expiresAtMs > now() ? fact : undefined;
  }

  /** The pages of a whole list, if every one is known. */
  function wholeList(facts: DayFacts): Held<HeldPage>[] | undefined {
    const pages: Held<HeldPage>[] = [];
    for (;;) {
      const page = valid(facts.pages.get(pages.length));
      if (page === undefined) return undefined;
      pages.push(page);
      if (!page.value.hasNext) return pages;
    }
  }

  function saveRows(day: StatisticsDay, rows: readonly AppUsageRow[], askedAtMs: number): boolean {
    const facts = use(day);
    const final = askedAtMs >= settlesAtMs(day, settleAfterHours);
    let allSettled = final;
    for (const row of rows) {
      // "Not collected" is no measurement: it may be one tomorrow.
      const settled = final && row.metrics !== null;
      allSettled &&= settled;
      put(facts, row.appId, held(row, settled, askedAtMs));
      const seen = latest.get(row.appId);
      if (seen === undefined || seen.date <= row.date) latest.set(row.appId, row);
      if (row.creator) members.set(row.creator.memberId, row.creator);
    }
    return allSettled;
  }

  function put(facts: DayFacts, appId: string, fact: Held<AppUsageRow | null>): void {
    // An answer that was asked before the day settled never replaces a settled one that overtook it.
    if (facts.apps.get(appId)?.settled && !fact.settled) return;
    if (!facts.apps.has(appId)) rowsHeld += 1;
    facts.apps.set(appId, fact);
  }

  function evict(): void {
    for (const [day, facts] of days) {
      if (rowsHeld <= maxRows || days.size <= 1) return;
      days.delete(day);
      rowsHeld -= facts.apps.size;
    }
  }

  /** The nearest day whose whole list is known: the best guess at the list of another day. */
  function nearestList(day: StatisticsDay): { pages: Held<HeldPage>[]; distance: number } | undefined {
    let nearest: { pages: Held<HeldPage>[]; distance: number } | undefined;
    for (const [other, facts] of days) {
      const distance = Math.abs(dayNumber(other) - dayNumber(day));
      if (nearest !== undefined && distance >= nearest.distance) continue;
      const pages = wholeList(facts);
      if (pages !== undefined) nearest = { pages, distance };
    }
    return nearest;
  }

  /** Pages of a day's list: by its own last page, else by the nearest day's, else unknown. */
  function listLength(own: DayFacts | undefined, guess: number | undefined): number | undefined {
    const pages = [...(own?.pages ?? [])].filter(([, page]) => valid(page) !== undefined);
    const last = pages.find(([, page]) => !page.value.hasNext);
    if (last !== undefined) return last[0] + 1;
    if (guess === undefined) return undefined;
    return Math.max(guess, ...pages.map(([number]) => number + 2));
  }

  return {
    app(day, appId) {
      const facts = days.get(day);
      if (facts === undefined) return undefined;
      const fact = valid(facts.apps.get(appId));
      if (fact?.value) return { kind: 'row', row: fact.value, settled: fact.settled };
      if (fact) return { kind: 'absent', settled: fact.settled };
      const list = wholeList(facts);
      return list && { kind: 'absent', settled: list.every(({ settled }) => settled) };
    },
    page(day, number) {
      const facts = days.get(day);
      const page = valid(facts?.pages.get(number));
      if (facts === undefined || page === undefined) return undefined;
      const rows = page.value.appIds.flatMap((appId) => facts.apps.get(appId)?.value ?? []);
      return { rows, hasNext: page.value.hasNext, settled: page.settled };
    },
    saveLookup(day, asked, rows, askedAtMs) {
      saveRows(day, rows, askedAtMs);
      const facts = use(day);
      const found = new Set(rows.map(({ appId }) => appId));
      const settled = askedAtMs >= settlesAtMs(day, settleAfterHours);
      for (const appId of asked) if (!found.has(appId)) put(facts, appId, held(null, settled, askedAtMs));
      evict();
    },
    savePage(day, number, rows, hasNext, askedAtMs) {
      const facts = use(day);
      const settled = saveRows(day, rows, askedAtMs);
      if (facts.pages.get(number)?.settled && !settled) return;
      const appIds = new Set(rows.map(({ appId }) => appId));
      // An id on two pages: the list moved between the calls, so the older page is no longer true.
      for (const [other, page] of facts.pages) {
        if (other !== number && page.value.appIds.some((appId) => appIds.has(appId)))
          facts.pages.delete(other);
      }
      facts.pages.set(number, held({ appIds: [...appIds], hasNext }, settled, askedAtMs));
      evict();
    },
    outlook(day) {
      const own = days.get(day);
      const known = (page: number) => valid(own?.pages.get(page));
      const reference = nearestList(day);
      const length = listLength(own, reference?.pages.length);
      const places = reference && reference.distance <= NEAR_DAYS ? placesIn(reference.pages) : undefined;
      return {
        unknownPages:
          length === undefined
            ? undefined
            : Array.from({ length }, (_, page) => page).filter((page) => known(page) === undefined),
        pageOf(appId) {
          const page = places?.get(appId);
          return page !== undefined && known(page) === undefined ? page : undefined;
        },
      };
    },
    latestRow: (appId) => latest.get(appId),
    member: (memberId) => members.get(memberId),
  };
}

/** The page on which each app of a list stands, without those that may have moved across a page's end since. */
function placesIn(pages: readonly Held<HeldPage>[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  pages.forEach(({ value }, page) => {
    value.appIds.forEach((appId, index) => {
      const nearStart = page > 0 && index < DRIFT_ROWS;
      const nearEnd = page < pages.length - 1 && index >= MAX_PAGE_SIZE - DRIFT_ROWS;
      if (!nearStart && !nearEnd) places.set(appId, page);
    });
  });
  return places;
}

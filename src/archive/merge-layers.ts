/** What several layers know of the same, as one answer. Later layers hold later answers. All functions are pure. */

import type { LIST_KINDS } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Coverage, DayCoverage, DaySum, Entity, StaleDay } from './archive.ts';
import type { Fact, ListPage } from './fact.ts';

/** Each fact stands alone. A row in any layer beats an absence in another, and what is settled what is not. */
export function mergedFacts(layers: readonly ReadonlyMap<string, Fact>[]): Map<string, Fact> {
  const merged = new Map<string, Fact>();
  for (const layer of layers) {
    for (const [id, fact] of layer) {
      const known = merged.get(id);
      if (known === undefined || rank(fact) >= rank(known)) merged.set(id, fact);
    }
  }
  return merged;
}

function rank({ kind, settled }: Fact): number {
  return (kind === 'row' ? 2 : 0) + (settled ? 1 : 0);
}

/**
 * By number; of two with the same number the settled one, else the later. When the list has moved between the layers,
 * an id would be on two pages: then only the last layer that knows any is right.
 */
export function mergedPages(layers: readonly ReadonlyMap<number, ListPage>[]): Map<number, ListPage> {
  const merged = new Map<number, ListPage>();
  for (const layer of layers) {
    for (const [number, page] of layer) {
      const known = merged.get(number);
      if (known === undefined || page.settled || !known.settled) merged.set(number, page);
    }
  }
  const ids = [...merged.values()].flatMap(({ rows }) => rows.map(({ id }) => id));
  if (new Set(ids).size === ids.length) return merged;
  return new Map(layers.findLast(({ size }) => size > 0));
}

export function mergedDays(layers: readonly (readonly StatisticsDay[])[]): StatisticsDay[] {
  return [...new Set(layers.flat())].sort();
}

/** By the oldest facts of any layer. */
export function mergedStaleDays(layers: readonly (readonly StaleDay[])[]): StaleDay[] {
  const byDay = new Map<StatisticsDay, StaleDay>();
  for (const found of layers.flat()) {
    const known = byDay.get(found.day);
    if (known === undefined || found.askedMs < known.askedMs) byDay.set(found.day, found);
  }
  return [...byDay.values()];
}

/** The first layer that has a day tells its sums. */
export function mergedDaySums(layers: readonly (readonly DaySum[])[]): DaySum[] {
  const byDay = new Map([...layers].reverse().flatMap((sums) => sums.map((sum) => [sum.day, sum] as const)));
  return [...byDay.values()].sort((a, b) => dayNumber(a.day) - dayNumber(b.day));
}

export function nearestDay(
  day: StatisticsDay,
  found: readonly (StatisticsDay | undefined)[],
): StatisticsDay | undefined {
  const distance = (other: StatisticsDay) => Math.abs(dayNumber(other) - dayNumber(day));
  const [nearest] = found
    .flatMap((other) => other ?? [])
    .sort((a, b) => distance(a) - distance(b) || dayNumber(a) - dayNumber(b));
  return nearest;
}

/** As last seen in any layer, and over all the days that they have seen it. */
export function mergedEntities(layers: readonly ReadonlyMap<string, Entity>[]): Map<string, Entity> {
  const merged = new Map<string, Entity>();
  for (const layer of layers) {
    for (const [id, entity] of layer) {
      const known = merged.get(id);
      merged.set(id, known === undefined ? entity : mergedEntity(known, entity));
    }
  }
  return merged;
}

function mergedEntity(known: Entity, other: Entity): Entity {
  const latest = (other.lastDay ?? '') >= (known.lastDay ?? '') ? other : known;
  const firstDays = mergedDays([[known.firstDay ?? [], other.firstDay ?? []].flat()]);
  return { ...latest, firstDay: firstDays[0] ?? null };
}

const COVERAGE_RANK: Readonly<Record<Coverage, number>> = {
  none: 0,
  partial: 1,
  notCollected: 2,
  complete: 3,
};

/** Each layer covers the same range. */
export function mergedCoverage(layers: readonly (readonly DayCoverage[])[]): DayCoverage[] {
  const [first = [], ...others] = layers;
  return first.map((coverage, index) => {
    const all = [coverage, ...others.flatMap((days) => days[index] ?? [])];
    const best = (kind: (typeof LIST_KINDS)[number]) =>
      all.map(({ lists }) => lists[kind]).reduce((a, b) => (COVERAGE_RANK[b] > COVERAGE_RANK[a] ? b : a));
    return {
      day: coverage.day,
      lists: { organization: best('organization'), app: best('app'), member: best('member') },
      settled: all.some(({ settled }) => settled),
    };
  });
}

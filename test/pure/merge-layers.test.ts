import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entity } from '../../src/archive/archive.ts';
import type { Fact, ListPage } from '../../src/archive/fact.ts';
import {
  mergedCoverage,
  mergedEntities,
  mergedFacts,
  mergedPages,
  nearestDay,
} from '../../src/archive/merge-layers.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { DAY, row } from '../archive/rows.ts';

const present = (id: string, name: string, settled: boolean): Fact => ({
  kind: 'row',
  row: row(id, { name }),
  settled,
});
const absent = (settled: boolean): Fact => ({ kind: 'absent', settled });
const pageOf = (ids: readonly string[], settled = true): ListPage => ({
  rows: ids.map((id) => row(id)),
  hasNext: true,
  settled,
});

describe('facts of several layers', () => {
  test('a row in any layer beats an absence in any other, settled or not', () => {
    const layers = [new Map([['a', absent(true)]]), new Map([['a', present('a', 'one', false)]])];
    expect(mergedFacts(layers).get('a')?.kind).toBe('row');
    expect(mergedFacts(layers.reverse()).get('a')?.kind).toBe('row');
  });

  test('of two rows the settled one counts, else that of the later layer', () => {
    const [old, young] = [present('a', 'old', false), present('a', 'young', false)];
    expect(mergedFacts([new Map([['a', old]]), new Map([['a', young]])]).get('a')).toBe(young);
    const settled = present('a', 'settled', true);
    expect(mergedFacts([new Map([['a', settled]]), new Map([['a', young]])]).get('a')).toBe(settled);
  });
});

test('pages of several layers never have an id twice, and all come from a layer', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 3 });
  // Within one layer no id is on two pages: the archive sees to that.
  const layer = fc.array(fc.tuple(fc.nat(3), ids, fc.boolean()), { maxLength: 3 }).map((pages) => {
    const seen = new Set<string>();
    return new Map(
      pages.map(([number, onPage, settled]) => {
        const unseen = onPage.filter((id) => !seen.has(id));
        for (const id of unseen) seen.add(id);
        return [number, pageOf(unseen, settled)] as const;
      }),
    );
  });
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 3 }), (layers) => {
      const merged = mergedPages(layers);
      const all = [...merged.values()].flatMap(({ rows }) => rows.map(({ id }) => id));
      expect(new Set(all).size).toBe(all.length);
      for (const [number, page] of merged) {
        expect(layers.some((one) => one.get(number) === page)).toBe(true);
      }
    }),
  );
});

test('an entity of several layers is as last seen, since it was first seen', () => {
  const entity = (name: string, first: number, last: number): Entity => ({
    id: 'a',
    name,
    creator: null,
    firstDay: addDays(DAY, first),
    lastDay: addDays(DAY, last),
  });
  const merged = mergedEntities([
    new Map([['a', entity('new', -3, 5)]]),
    new Map([['a', entity('old', -9, 1)]]),
  ]).get('a');
  expect(merged).toEqual({ ...entity('new', -9, 5) });
});

test('a day is covered as well as the best layer covers it', () => {
  const lists = { organization: 'none', app: 'partial', member: 'notCollected' } as const;
  const better = { organization: 'complete', app: 'none', member: 'none' } as const;
  expect(
    mergedCoverage([[{ day: DAY, lists, settled: false }], [{ day: DAY, lists: better, settled: false }]]),
  ).toEqual([
    { day: DAY, lists: { organization: 'complete', app: 'partial', member: 'notCollected' }, settled: false },
  ]);
});

test('the nearest day of all layers is the nearest, the earlier one of two', () => {
  expect(nearestDay(DAY, [addDays(DAY, -5), undefined, addDays(DAY, 2)])).toBe(addDays(DAY, 2));
  expect(nearestDay(DAY, [addDays(DAY, 2), addDays(DAY, -2)])).toBe(addDays(DAY, -2));
  expect(nearestDay(DAY, [undefined])).toBeUndefined();
});

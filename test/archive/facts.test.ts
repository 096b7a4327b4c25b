import { describe, expect, test } from 'vitest';
import { LIST_KINDS } from '../../src/jodoo/lists.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { staleBelief } from '../../src/usage/settlement.ts';
import { describeDatabases } from './databases.ts';
import {
  AT_ONCE,
  DAY,
  ids,
  JUST_SETTLED,
  LATER,
  lookup,
  PROVISIONAL,
  page,
  plainRow,
  row,
  SETTLED,
  SETTLED_MS,
  TOO_LATE,
} from './rows.ts';

const provisional = { asked: PROVISIONAL };
/** So many milliseconds after the day had settled. */
const settledAfter = (ms: number) => ({ asked: { atMs: SETTLED_MS + ms, settled: true } });

describeDatabases((database) => {
  describe('facts of a day', () => {
    test('that were asked for after it settled are believed for ever, by another process too', async () => {
      const url = await database.freshUrl();
      const apps = (await database.open(url)).list('app');
      const big = row('a', { metrics: { ...metricsFrom(() => null), data: Number.MAX_SAFE_INTEGER } });
      await apps.save(lookup(['a', 'gone'], [big]));
      await apps.save(page(0, [row('b')], 'more'));
      const other = (await database.open(url)).list('app');
      expect(await other.facts(DAY, ['a', 'gone', 'b', 'x'], LATER)).toEqual(
        new Map([
          ['a', { kind: 'row', row: big, settled: true }],
          ['gone', { kind: 'absent', settled: true }],
          ['b', { kind: 'row', row: row('b'), settled: true }],
        ]),
      );
    });

    test('that were asked for before it settled are believed for a while, or when nobody can be asked', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a', 'gone'], [row('a')], provisional));
      await apps.save(page(0, [row('b')], 'more', provisional));
      for (const belief of [AT_ONCE, TOO_LATE]) {
        expect(await apps.facts(DAY, ['a', 'gone', 'x'], belief)).toEqual(
          new Map([
            ['a', { kind: 'row', row: row('a'), settled: false }],
            ['gone', { kind: 'absent', settled: false }],
          ]),
        );
        expect((await apps.pages(DAY, 0, 0, belief)).get(0)?.settled).toBe(false);
      }
      for (const belief of [JUST_SETTLED, LATER]) {
        expect(await apps.facts(DAY, ['a', 'gone'], belief)).toEqual(new Map());
        expect(await apps.pages(DAY, 0, 0, belief)).toEqual(new Map());
      }
    });

    test('that have expired are told with the instant at which the oldest was asked for', async () => {
      const apps = (await database.open()).list('app');
      const at = (ms: number) => ({ asked: { atMs: SETTLED_MS - ms, settled: false } });
      await apps.save(
        page(
          0,
          ids(100).map((id) => row(id)),
          'more',
          at(50),
        ),
      );
      await apps.save(lookup(['a', 'gone'], [row('a')], at(90)));
      await apps.save(lookup(['b'], [row('b')], at(2)));
      await apps.save(lookup(['old'], [row('old')], at(5000)));
      await apps.save(lookup(['settled'], [row('settled')]));
      const fresh = { ...AT_ONCE, sinceMs: SETTLED_MS - 10 };
      const stale = staleBelief(fresh, 1000);
      const oldest = async (asked?: readonly string[], now = fresh) =>
        (await apps.staleDays({ days: [DAY, addDays(DAY, 1)], ids: asked, fresh: now, stale }))[0]?.askedMs;
      expect(await oldest()).toBe(SETTLED_MS - 90);
      expect(await oldest(['gone'])).toBe(SETTLED_MS - 90);
      expect(await oldest(['app001'])).toBe(SETTLED_MS - 50);
      // Absent by the list, if at all.
      expect(await oldest(['nobody'])).toBe(SETTLED_MS - 50);
      expect(await oldest(['b'], { ...JUST_SETTLED, sinceMs: 0 })).toBe(SETTLED_MS - 2);
      expect(await oldest(undefined, stale)).toBeUndefined();
    });

    test('of a day that has not settled by now are believed when they are young', async () => {
      const apps = (await database.open()).list('app');
      const later = addDays(DAY, 1);
      await apps.save(lookup(['a'], [row('a', { date: later })], { ...provisional, day: later }));
      expect((await apps.facts(later, ['a'], JUST_SETTLED)).size).toBe(1);
    });

    test('are kept apart by list, though the ids are the same', async () => {
      const archive = await database.open();
      for (const list of LIST_KINDS) {
        await archive.list(list).save(page(0, [plainRow('same', { name: list })], 'end', { list }));
      }
      for (const list of LIST_KINDS) {
        const facts = await archive.list(list).facts(DAY, ['same', 'x'], LATER);
        expect(facts.get('same')).toEqual({
          kind: 'row',
          row: plainRow('same', { name: list }),
          settled: true,
        });
        expect(facts.get('x')).toEqual({ kind: 'absent', settled: true });
      }
      await archive.list('member').save(lookup(['gone'], [], { list: 'member', day: addDays(DAY, 1) }));
      expect(await archive.list('app').knowsDay(addDays(DAY, 1))).toBe(false);
    });

    test('of which nothing was collected stay provisional, and so does their page', async () => {
      const apps = (await database.open()).list('app');
      const zeros = row('zeros', { metrics: null });
      await apps.save(page(0, [row('a'), zeros], 'end'));
      const soon = { ...JUST_SETTLED, nowMs: SETTLED_MS + 1, sinceMs: SETTLED_MS };
      expect((await apps.facts(DAY, ['zeros'], soon)).get('zeros')).toEqual({
        kind: 'row',
        row: zeros,
        settled: false,
      });
      expect([...(await apps.facts(DAY, ['zeros', 'a'], LATER)).keys()]).toEqual(['a']);
      expect(await apps.pages(DAY, 0, 0, LATER)).toEqual(new Map());
      expect(await apps.completeDays({ from: DAY, to: DAY })).toEqual([]);
    });

    test('are not replaced by an answer that was asked before they settled', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a'], [row('a')]));
      await apps.save(lookup(['a'], [row('a', { name: 'Old' })], provisional));
      await apps.save(lookup(['a'], [], provisional));
      await apps.save(page(1, [row('b')], 'end'));
      await apps.save(page(1, [row('c')], 'end', provisional));
      const facts = await apps.facts(DAY, ['a', 'b', 'c'], LATER);
      expect(facts.get('a')).toEqual({ kind: 'row', row: row('a'), settled: true });
      expect((await apps.pages(DAY, 0, 9, LATER)).get(1)?.rows).toEqual([row('b')]);
    });

    test('are not replaced by an older answer that arrives late', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a'], [row('a')], settledAfter(9)));
      await apps.save(lookup(['a'], [row('a', { name: 'Old' })], settledAfter(5)));
      await apps.save(lookup(['a'], [], settledAfter(6)));
      await apps.save(lookup(['a'], [], settledAfter(7)));
      expect((await apps.facts(DAY, ['a'], LATER)).get('a')).toMatchObject({ row: row('a') });
    });

    test('replace those that were asked for before it settled', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a', 'b'], [row('a', { name: 'Old' })], provisional));
      await apps.save(lookup(['a', 'b'], [row('a'), row('b')]));
      expect([...(await apps.facts(DAY, ['a', 'b'], LATER)).values()]).toEqual([
        { kind: 'row', row: row('a'), settled: true },
        { kind: 'row', row: row('b'), settled: true },
      ]);
    });

    test('keep instants as they were given, with their offset', async () => {
      const apps = (await database.open()).list('app');
      const given = row('a', {
        createdAt: '2026-01-01T00:00:00.5-03:30',
        lastVisitAt: '2026-01-02T00:00:00Z',
      });
      await apps.save(lookup(['a'], [given]));
      expect((await apps.facts(DAY, ['a'], LATER)).get('a')).toMatchObject({ row: given });
    });

    test('of ten thousand ids are read at once', async () => {
      const apps = (await database.open()).list('app');
      const many = ids(10_000, 'x');
      await apps.save(page(0, [row('x000'), row('x9999')], 'end'));
      const facts = await apps.facts(DAY, many, LATER);
      expect(facts.size).toBe(10_000);
      expect(facts.get('x9999')?.kind).toBe('row');
      const answer = await apps.rows(DAY, { ids: many }, { from: 'first', count: 5 }, LATER);
      expect(answer?.rows.map(({ row: { id } }) => id)).toEqual(['x000', 'x9999']);
      expect(answer?.absentIds).toHaveLength(9_998);
    });

    test('are filed whatever the names are, without what databases refuse', async () => {
      const apps = (await database.open()).list('app');
      const names = { name: `\u0000a\u0007\tb\u{1F600}\uD83D${'\u{20BB7}'.repeat(600)}` };
      const hostile = row('a', { ...names, creator: { memberId: 'm', name: '\u0000Mei' } });
      await apps.save(lookup(['a'], [hostile]));
      const fact = (await apps.facts(DAY, ['a'], LATER)).get('a');
      const name = `a\tb\u{1F600}\uFFFD${'\u{20BB7}'.repeat(512 - 5)}`;
      expect(fact).toMatchObject({ row: { name, creator: { memberId: 'm', name: 'Mei' } } });
    });

    test('with U+0000 in an id are rejected, and nobody who asks for one is failed', async () => {
      const apps = (await database.open()).list('app');
      await expect(apps.save(lookup(['a\0'], []))).rejects.toMatchObject({ kind: 'rejected' });
      await expect(apps.save(page(0, [row('a\0')], 'end'))).rejects.toMatchObject({ kind: 'rejected' });
      expect(await apps.facts(DAY, ['a\0'], LATER)).toEqual(new Map());
      expect(await apps.knowsDay(DAY)).toBe(false);
    });
  });

  describe('an app that a look-up leaves out', () => {
    test('is still there when an older answer has it and a later one made the day complete', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a'], [row('a')], settledAfter(1)));
      await apps.save(page(0, [row('b')], 'end', settledAfter(2)));
      expect((await apps.facts(DAY, ['a'], LATER)).get('a')).toMatchObject({ kind: 'row', settled: true });
      const history = await apps.history('a', { from: DAY, to: DAY }, { count: 1, from: 'first' }, LATER);
      expect(history).toMatchObject({ rows: [row('a')], settled: true });
    });

    test('although a row of it is known is absent only when a second look-up says so', async () => {
      const apps = (await database.open()).list('app');
      const absent = async () => (await apps.facts(DAY, ['a'], LATER)).get('a');
      await apps.save(lookup(['a'], [row('a')], settledAfter(1)));
      await apps.save(lookup(['a'], [], settledAfter(2)));
      await apps.save(lookup(['a'], [], settledAfter(2)));
      expect(await absent()).toMatchObject({ kind: 'row', settled: true });
      await apps.save(lookup(['a'], [], settledAfter(3)));
      expect(await absent()).toEqual({ kind: 'absent', settled: true });
    });

    test('and of which a provisional row has expired is absent for a while, then for ever', async () => {
      const apps = (await database.open()).list('app');
      const soon = { ...LATER, sinceMs: SETTLED_MS };
      await apps.save(lookup(['a'], [row('a')], provisional));
      await apps.save(lookup(['a'], [], SETTLED_AT_ONCE));
      expect((await apps.facts(DAY, ['a'], soon)).get('a')).toEqual({ kind: 'absent', settled: false });
      expect((await apps.facts(DAY, ['a'], LATER)).size).toBe(0);
      await apps.save(lookup(['a'], [], settledAfter(1)));
      expect((await apps.facts(DAY, ['a'], LATER)).get('a')).toEqual({ kind: 'absent', settled: true });
    });

    test('is found again by a list, in whatever order the answers are filed', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a', 'b'], [], settledAfter(1)));
      await apps.save(page(0, [row('a')], 'end', settledAfter(2)));
      expect((await apps.facts(DAY, ['a'], LATER)).get('a')).toMatchObject({ kind: 'row' });
      expect((await apps.facts(DAY, ['b'], LATER)).get('b')).toEqual({ kind: 'absent', settled: true });
    });

    test('has to be confirmed when a row that was asked for before is filed behind it', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a'], [], SETTLED_AT_ONCE));
      await apps.save(lookup(['a'], [row('a')], provisional));
      expect((await apps.facts(DAY, ['a'], LATER)).size).toBe(0);
      expect((await apps.facts(DAY, ['a'], AT_ONCE)).get('a')).toMatchObject({ kind: 'row' });
      await apps.save(lookup(['a'], [], settledAfter(1)));
      expect((await apps.facts(DAY, ['a'], LATER)).get('a')).toEqual({ kind: 'absent', settled: true });
    });
  });
});

const SETTLED_AT_ONCE = { asked: SETTLED };

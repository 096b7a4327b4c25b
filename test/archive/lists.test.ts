import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { AT_ONCE, DAY, ids, LATER, lookup, PROVISIONAL, page, plainRow, row, SETTLED_MS } from './rows.ts';

const provisional = { asked: PROVISIONAL };
const settledAfter = (ms: number) => ({ asked: { atMs: SETTLED_MS + ms, settled: true } });
const DAYS = { from: DAY, to: DAY };

describeDatabases((database) => {
  describe.each(['app', 'member'] as const)('the %s list', (list) => {
    const rows = (all: readonly string[]) => all.map((id) => plainRow(id));

    test('is complete once every page of it is known, and then every other id is absent', async () => {
      const archive = (await database.open()).list(list);
      const [first, second] = [ids(100), ids(3, 'z')];
      await archive.save(page(1, rows(second), 'end', { list }));
      expect(await archive.state(DAY, LATER)).toMatchObject({ complete: false, settled: false });
      expect((await archive.facts(DAY, ['x'], LATER)).size).toBe(0);
      await archive.save(page(0, rows(first), 'more', { list }));
      expect(await archive.state(DAY, LATER)).toEqual({
        pages: new Map([
          [0, { hasNext: true }],
          [1, { hasNext: false }],
        ]),
        complete: true,
        settled: true,
      });
      expect((await archive.facts(DAY, ['x'], LATER)).get('x')).toEqual({ kind: 'absent', settled: true });
      expect(await archive.listedIds(DAY)).toEqual([...first, ...second]);
      expect(await archive.completeDays(DAYS)).toEqual([DAY]);
      expect((await archive.facts(addDays(DAY, -1), ['x'], LATER)).size).toBe(0);
    });

    test('is read by the page, several at one moment', async () => {
      const archive = (await database.open()).list(list);
      await archive.save(page(0, rows(ids(100)), 'more', { list }));
      await archive.save(page(1, rows(['b', 'a']), 'more', { list }));
      await archive.save(page(3, rows(['d']), 'end', { list }));
      const pages = await archive.pages(DAY, 0, 2, LATER);
      expect([...pages.keys()]).toEqual([0, 1]);
      expect(pages.get(1)).toEqual({ rows: rows(['b', 'a']), hasNext: true, settled: true });
      expect(pages.get(0)?.rows).toEqual(rows(ids(100)));
    });
  });

  describe('a list', () => {
    test('of the organization is complete with its one row', async () => {
      const organization = (await database.open()).list('organization');
      await organization.save(
        page(0, [plainRow('organization', { name: '' })], 'end', { list: 'organization' }),
      );
      expect((await organization.state(DAY, LATER)).settled).toBe(true);
    });

    test('of which one page is provisional is complete for a while only', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(
        page(
          0,
          ids(100).map((id) => row(id)),
          'more',
          provisional,
        ),
      );
      await apps.save(page(1, [row('b')], 'end'));
      expect(await apps.state(DAY, AT_ONCE)).toMatchObject({ complete: true, settled: false });
      expect((await apps.facts(DAY, ['x'], AT_ONCE)).get('x')).toEqual({ kind: 'absent', settled: false });
      expect((await apps.facts(DAY, ['x'], LATER)).size).toBe(0);
      expect(await apps.completeDays(DAYS)).toEqual([]);
    });

    test('that holds an id twice has lost the older page', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [row('a'), row('b')], 'more', settledAfter(1)));
      await apps.save(page(1, [row('b'), row('c')], 'end', settledAfter(2)));
      const pages = await apps.pages(DAY, 0, 1, LATER);
      expect([...pages.keys()]).toEqual([1]);
      expect(pages.get(1)?.rows).toEqual([row('b'), row('c')]);
      expect((await apps.state(DAY, LATER)).complete).toBe(false);
      expect((await apps.facts(DAY, ['a'], LATER)).get('a')).toMatchObject({ kind: 'row', settled: true });
    });

    test('does not lose a settled page to one that was asked for before, or before the day settled', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [row('a'), row('b')], 'more', settledAfter(5)));
      await apps.save(page(1, [row('b'), row('c')], 'end', settledAfter(2)));
      await apps.save(page(2, [row('a'), row('d')], 'end', provisional));
      expect([...(await apps.pages(DAY, 0, 9, LATER)).keys()]).toEqual([0]);
      expect((await apps.facts(DAY, ['c'], LATER)).get('c')).toMatchObject({ kind: 'row', settled: true });
    });

    test('of which one page holds an id twice is not stuck: the page is unknown, its rows are known', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [row('a'), row('b'), row('a')], 'end', settledAfter(1)));
      expect(await apps.state(DAY, LATER)).toMatchObject({ complete: false });
      expect((await apps.facts(DAY, ['a', 'b'], LATER)).size).toBe(2);
      await apps.save(page(0, [row('b'), row('a')], 'end', settledAfter(2)));
      expect(await apps.listedIds(DAY)).toEqual(['b', 'a']);
      expect((await apps.state(DAY, LATER)).settled).toBe(true);
    });

    test('that has shrunk since holds nothing behind its end', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(
        page(
          0,
          ids(100).map((id) => row(id)),
          'more',
          settledAfter(1),
        ),
      );
      await apps.save(page(1, [row('z')], 'end', settledAfter(1)));
      await apps.save(page(0, [row('a')], 'end', settledAfter(2)));
      expect(await apps.listedIds(DAY)).toEqual(['a']);
      expect((await apps.daySums(DAYS))[0]?.rows).toBe(1);
      const answer = await apps.rows(DAY, {}, { count: 9, from: 'first' }, LATER);
      expect(answer?.rows.map(({ row: { id } }) => id)).toEqual(['a']);
    });

    test('that has grown since is not complete until its former end is listed again', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [row('a')], 'end', settledAfter(1)));
      await apps.save(page(1, [row('z')], 'end', settledAfter(2)));
      expect((await apps.state(DAY, LATER)).complete).toBe(false);
      await apps.save(page(0, [row('a'), row('b')], 'more', settledAfter(3)));
      expect(await apps.listedIds(DAY)).toEqual(['a', 'b', 'z']);
      expect((await apps.state(DAY, LATER)).complete).toBe(true);
    });

    test('of which a row was found missing twice since is not complete', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [row('a'), row('b')], 'end', settledAfter(1)));
      await apps.save(lookup(['b'], [], settledAfter(2)));
      expect((await apps.state(DAY, LATER)).complete).toBe(true);
      await apps.save(lookup(['b'], [], settledAfter(3)));
      expect((await apps.state(DAY, LATER)).complete).toBe(false);
      expect(await apps.pages(DAY, 0, 0, LATER)).toEqual(new Map());
      expect(await apps.completeDays(DAYS)).toEqual([]);
    });

    test('that is listed again in another order has the later one', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [row('a'), row('b'), row('c')], 'end', provisional));
      await apps.save(page(0, [row('c'), row('a')], 'end'));
      expect((await apps.pages(DAY, 0, 0, LATER)).get(0)?.rows).toEqual([row('c'), row('a')]);
      expect((await apps.state(DAY, LATER)).complete).toBe(true);
    });
  });

  describe('an empty page', () => {
    test('is a whole list as the first page', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [], 'end'));
      expect((await apps.state(DAY, LATER)).complete).toBe(true);
      expect(await apps.daySums(DAYS)).toMatchObject([{ day: DAY, rows: 0 }]);
    });

    test('is the end right behind a known page that announces it', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(
        page(
          0,
          ids(100).map((id) => row(id)),
          'more',
        ),
      );
      await apps.save(page(1, [], 'end'));
      expect((await apps.state(DAY, LATER)).complete).toBe(true);
      expect((await apps.pages(DAY, 1, 1, LATER)).get(1)?.rows).toEqual([]);
    });

    test('is forgotten with the page that announced it', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [row('a')], 'more', settledAfter(1)));
      await apps.save(page(1, [], 'end', settledAfter(1)));
      await apps.save(page(4, [row('a')], 'end', settledAfter(2)));
      expect([...(await apps.state(DAY, LATER)).pages.keys()]).toEqual([4]);
    });

    test('says nothing elsewhere, and is not filed', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(9_999_999, [], 'end'));
      await apps.save(page(0, [], 'more'));
      expect(await apps.knowsDay(DAY)).toBe(false);
      await apps.save(page(0, [row('a')], 'more'));
      await apps.save(page(1, [], 'more'));
      await apps.save(page(2, [], 'end'));
      expect(await apps.state(DAY, LATER)).toMatchObject({ complete: false });
      expect([...(await apps.state(DAY, LATER)).pages.keys()]).toEqual([0]);
    });
  });

  test('pages of one day written at once are all there', async () => {
    const url = await database.freshUrl();
    const archives = await Promise.all([0, 1, 2].map(() => database.open(url)));
    await Promise.all(
      archives.map((archive, number) =>
        archive.list('app').save(
          page(
            number,
            ids(100, `p${number}`).map((id) => row(id)),
            number < 2 ? 'more' : 'end',
          ),
        ),
      ),
    );
    const apps = archives[0]?.list('app');
    expect((await apps?.state(DAY, LATER))?.complete).toBe(true);
    expect(await apps?.completeDays(DAYS)).toEqual([DAY]);
  });

  test('pages of many days with the same apps and creators are written at once', async () => {
    const archive = await database.open();
    const days = Array.from({ length: 8 }, (_, index) => addDays(DAY, -index));
    await Promise.all(
      days.map((day, index) => {
        const rows = ids(100).map((id) => row(id, { date: day, creator: { memberId: id, name: 'Mei' } }));
        return archive.list('app').save(page(0, index % 2 === 0 ? rows : rows.toReversed(), 'end', { day }));
      }),
    );
    expect(await archive.list('app').completeDays({ from: addDays(DAY, -7), to: DAY })).toHaveLength(8);
  });
});

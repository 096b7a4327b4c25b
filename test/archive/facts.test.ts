import { describe, expect, test } from 'vitest';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { AT_ONCE, DAY, ids, LATER, PROVISIONAL, row, SETTLED, SETTLED_MS, TOO_LATE } from './rows.ts';

describeDatabases((database) => {
  describe('facts of a day', () => {
    test('that were asked for after it settled are believed for ever, by another process too', async () => {
      const url = await database.freshUrl();
      const archive = await database.open(url);
      const big = row('a', { metrics: { ...metricsFrom(() => null), data: Number.MAX_SAFE_INTEGER } });
      await archive.saveLookup(DAY, ['a', 'gone'], [big], SETTLED);
      await archive.savePage(DAY, 0, [row('b')], true, SETTLED);
      const other = await database.open(url);
      const facts = await other.apps(DAY, ['a', 'gone', 'b', 'x'], LATER);
      expect(facts).toEqual(
        new Map([
          ['a', { kind: 'row', row: big, settled: true }],
          ['gone', { kind: 'absent', settled: true }],
          ['b', { kind: 'row', row: row('b'), settled: true }],
        ]),
      );
      expect(await other.page(DAY, 0, LATER)).toEqual({ rows: [row('b')], hasNext: true, settled: true });
    });

    test('that were asked for before it settled are believed for a while, or when nobody can be asked', async () => {
      const archive = await database.open();
      await archive.saveLookup(DAY, ['a', 'gone'], [row('a')], PROVISIONAL);
      await archive.savePage(DAY, 0, [row('b')], true, PROVISIONAL);
      for (const belief of [AT_ONCE, TOO_LATE]) {
        expect(await archive.apps(DAY, ['a', 'gone', 'x'], belief)).toEqual(
          new Map([
            ['a', { kind: 'row', row: row('a'), settled: false }],
            ['gone', { kind: 'absent', settled: false }],
          ]),
        );
        expect((await archive.page(DAY, 0, belief))?.settled).toBe(false);
      }
      expect(await archive.apps(DAY, ['a', 'gone'], LATER)).toEqual(new Map());
      expect(await archive.page(DAY, 0, LATER)).toBeUndefined();
    });

    test('of which nothing was collected stay provisional, and so does their page', async () => {
      const archive = await database.open();
      const zeros = row('zeros', { metrics: null });
      await archive.savePage(DAY, 0, [row('a'), zeros], false, SETTLED);
      expect((await archive.apps(DAY, ['zeros'], AT_ONCE)).get('zeros')).toEqual({
        kind: 'row',
        row: zeros,
        settled: false,
      });
      expect([...(await archive.apps(DAY, ['zeros', 'a'], LATER)).keys()]).toEqual(['a']);
      expect(await archive.page(DAY, 0, LATER)).toBeUndefined();
      expect(await archive.completeDays({ from: DAY, to: DAY })).toEqual([]);
    });

    test('are not replaced by an answer that was asked before they settled', async () => {
      const archive = await database.open();
      await archive.saveLookup(DAY, ['a'], [row('a')], SETTLED);
      await archive.saveLookup(DAY, ['a'], [row('a', { appName: 'Old' })], PROVISIONAL);
      await archive.saveLookup(DAY, ['a'], [], PROVISIONAL);
      await archive.savePage(DAY, 1, [row('b')], false, SETTLED);
      await archive.savePage(DAY, 1, [row('c')], false, PROVISIONAL);
      const facts = await archive.apps(DAY, ['a', 'b', 'c'], LATER);
      expect(facts.get('a')).toEqual({ kind: 'row', row: row('a'), settled: true });
      expect((await archive.page(DAY, 1, LATER))?.rows).toEqual([row('b')]);
    });

    test('replace those that were asked for before it settled', async () => {
      const archive = await database.open();
      await archive.saveLookup(DAY, ['a', 'b'], [row('a', { appName: 'Old' })], PROVISIONAL);
      await archive.saveLookup(DAY, ['a', 'b'], [row('a'), row('b')], SETTLED);
      const facts = await archive.apps(DAY, ['a', 'b'], LATER);
      expect([...facts.values()]).toEqual([
        { kind: 'row', row: row('a'), settled: true },
        { kind: 'row', row: row('b'), settled: true },
      ]);
    });

    test('keep instants as they were given, with their offset', async () => {
      const archive = await database.open();
      const given = row('a', {
        createdAt: '2026-01-01T00:00:00.5-03:30',
        lastVisitAt: '2026-01-02T00:00:00Z',
      });
      await archive.saveLookup(DAY, ['a'], [given], SETTLED);
      expect((await archive.latestRows(['a'])).get('a')).toEqual(given);
    });
  });

  describe('a list', () => {
    test('is whole once every page of it is known, and then every other app is absent', async () => {
      const archive = await database.open();
      const [first, second] = [ids(100), ids(3, 'z')];
      await archive.savePage(
        DAY,
        1,
        second.map((id) => row(id)),
        false,
        SETTLED,
      );
      expect(await archive.listState(DAY, LATER)).toMatchObject({ complete: false });
      expect((await archive.apps(DAY, ['x'], LATER)).size).toBe(0);
      await archive.savePage(
        DAY,
        0,
        first.map((id) => row(id)),
        true,
        SETTLED,
      );
      expect(await archive.listState(DAY, LATER)).toMatchObject({ complete: true });
      expect((await archive.apps(DAY, ['x'], LATER)).get('x')).toEqual({ kind: 'absent', settled: true });
      expect(await archive.listedAppIds(DAY)).toEqual([...first, ...second]);
      expect(await archive.completeDays({ from: DAY, to: DAY })).toEqual([DAY]);
      expect((await archive.apps(addDays(DAY, -1), ['x'], LATER)).size).toBe(0);
    });

    test('of which one page is provisional is whole for a while only', async () => {
      const archive = await database.open();
      await archive.savePage(
        DAY,
        0,
        ids(100).map((id) => row(id)),
        true,
        PROVISIONAL,
      );
      await archive.savePage(DAY, 1, [row('b')], false, SETTLED);
      expect((await archive.apps(DAY, ['x'], AT_ONCE)).get('x')).toEqual({ kind: 'absent', settled: false });
      expect((await archive.apps(DAY, ['x'], LATER)).size).toBe(0);
      expect(await archive.completeDays({ from: DAY, to: DAY })).toEqual([]);
    });

    test('that holds an id twice has lost the older page', async () => {
      const archive = await database.open();
      await archive.savePage(DAY, 0, [row('a'), row('b')], true, SETTLED);
      await archive.savePage(DAY, 1, [row('b'), row('c')], false, SETTLED);
      expect(await archive.page(DAY, 0, LATER)).toBeUndefined();
      expect((await archive.page(DAY, 1, LATER))?.rows).toEqual([row('b'), row('c')]);
      expect((await archive.listState(DAY, LATER)).complete).toBe(false);
    });

    test('of which a provisional row was found missing since is not whole', async () => {
      const archive = await database.open();
      await archive.savePage(DAY, 0, [row('a'), row('b')], false, PROVISIONAL);
      await archive.saveLookup(DAY, ['b'], [], SETTLED);
      expect((await archive.listState(DAY, AT_ONCE)).complete).toBe(false);
      expect(await archive.page(DAY, 0, AT_ONCE)).toBeUndefined();
    });

    test('that is listed again in another order has the later one', async () => {
      const archive = await database.open();
      await archive.savePage(DAY, 0, [row('a'), row('b'), row('c')], false, PROVISIONAL);
      await archive.savePage(DAY, 0, [row('c'), row('a')], false, SETTLED);
      expect((await archive.page(DAY, 0, LATER))?.rows).toEqual([row('c'), row('a')]);
      expect((await archive.listState(DAY, LATER)).complete).toBe(true);
    });

    test('without any app is whole', async () => {
      const archive = await database.open();
      await archive.savePage(DAY, 0, [], false, SETTLED);
      expect((await archive.listState(DAY, LATER)).complete).toBe(true);
      expect(await archive.daySums({ from: DAY, to: DAY })).toEqual([
        { day: DAY, apps: 0, metrics: metricsFrom(() => 0) },
      ]);
    });
  });

  describe('over days', () => {
    test('the archive sums complete days, and not what was not said of every app', async () => {
      const archive = await database.open();
      const half = { ...metricsFrom(() => 2), data: null };
      await archive.savePage(DAY, 0, [row('a'), row('b', { metrics: half })], false, SETTLED);
      const before = addDays(DAY, -1);
      await archive.savePage(before, 0, [row('a', { date: before })], true, SETTLED);
      expect(await archive.daySums({ from: before, to: DAY })).toEqual([
        { day: DAY, apps: 2, metrics: { ...metricsFrom(() => 3), data: null } },
      ]);
      expect(await archive.summary()).toEqual({ firstDay: before, lastDay: DAY, completeDays: 1, rows: 3 });
      expect(await archive.nearestCompleteDay(addDays(DAY, -5), 5)).toBe(DAY);
      expect(await archive.nearestCompleteDay(addDays(DAY, -5), 4)).toBeUndefined();
      expect([await archive.knowsDay(before), await archive.knowsDay(addDays(DAY, 1))]).toEqual([
        true,
        false,
      ]);
    });

    test('an app has a history, and days of which it is not known whether it was there', async () => {
      const archive = await database.open();
      const day = (offset: number) => addDays(DAY, offset);
      const range = { from: day(-5), to: DAY };
      for (const offset of [-5, -3, -2, 0]) {
        await archive.saveLookup(day(offset), ['a'], [row('a', { date: day(offset) })], SETTLED);
      }
      await archive.saveLookup(day(-4), ['a'], [], SETTLED);
      await archive.saveLookup(day(-1), ['a'], [row('a', { date: day(-1) })], PROVISIONAL);
      expect(await archive.unknownDaysOf('a', range, LATER)).toEqual([day(-1)]);
      const history = (window: object) =>
        archive.history('a', range, { count: 2, from: 'first', ...window }, LATER);
      const daysOf = async (window: object) => (await history(window)).rows.map(({ date }) => date);
      expect(await daysOf({})).toEqual([day(-5), day(-3)]);
      expect(await daysOf({ after: day(-3) })).toEqual([day(-2), DAY]);
      expect(await daysOf({ from: 'last' })).toEqual([day(-2), DAY]);
      expect(await daysOf({ from: 'last', before: day(-2) })).toEqual([day(-5), day(-3)]);
      expect(await history({ after: day(-3) })).toMatchObject({ hasBefore: true, hasAfter: false });
    });

    test('the latest row and the latest name count', async () => {
      const archive = await database.open();
      const before = addDays(DAY, -1);
      const member = { memberId: 'm', name: 'Mei' };
      await archive.saveLookup(DAY, ['a'], [row('a', { creator: member })], SETTLED);
      const older = row('a', { date: before, appName: 'Old', creator: { ...member, name: 'Old' } });
      await archive.saveLookup(before, ['a'], [older], SETTLED);
      expect((await archive.latestRows(['a', 'x'])).get('a')?.appName).toBe('Name of a');
      expect(await archive.members(['m', 'x'])).toEqual(new Map([['m', member]]));
    });

    test('everything is exported by day and in the order of the list', async () => {
      const archive = await database.open();
      const before = addDays(DAY, -1);
      await archive.savePage(DAY, 0, [row('b'), row('a')], false, SETTLED);
      await archive.saveLookup(before, ['z'], [row('z', { date: before })], SETTLED);
      const exported: string[] = [];
      for await (const { date, appId } of archive.export({ from: before, to: DAY }))
        exported.push(`${date} ${appId}`);
      expect(exported).toEqual([`${before} z`, `${DAY} b`, `${DAY} a`]);
    });
  });

  describe('among processes', () => {
    test('a slot is claimed once in its distance', async () => {
      const url = await database.freshUrl();
      const [one, other] = [await database.open(url), await database.open(url)];
      expect(await one.claimSlot('apps', SETTLED_MS, 1000)).toEqual({ claimed: true, freeInMs: 0 });
      expect(await other.claimSlot('apps', SETTLED_MS + 400, 1000)).toEqual({
        claimed: false,
        freeInMs: 600,
      });
      expect((await other.claimSlot('members', SETTLED_MS + 400, 1000)).claimed).toBe(true);
      expect((await other.claimSlot('apps', SETTLED_MS + 1000, 1000)).claimed).toBe(true);
      // A clock that went wrong once does not stop everybody.
      expect((await one.claimSlot('apps', SETTLED_MS - 5000, 1000)).claimed).toBe(true);
    });

    test('many claims at one instant give one slot', async () => {
      const url = await database.freshUrl();
      const archives = await Promise.all(Array.from({ length: 4 }, () => database.open(url)));
      const claims = await Promise.all(
        archives.map((archive) => archive.claimSlot('apps', SETTLED_MS, 1000)),
      );
      expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
    });

    test('a day is collected by one until it is done or its lease is over', async () => {
      const archive = await database.open();
      expect(await archive.leaseDay(DAY, 'one', 0, 100)).toBe(true);
      expect(await archive.leaseDay(DAY, 'other', 50, 100)).toBe(false);
      expect(await archive.leaseDay(DAY, 'one', 50, 100)).toBe(true);
      expect(await archive.leaseDay(DAY, 'other', 150, 100)).toBe(true);
      await archive.releaseDay(DAY, 'one');
      expect(await archive.leaseDay(DAY, 'one', 160, 100)).toBe(false);
      await archive.releaseDay(DAY, 'other');
      expect(await archive.leaseDay(DAY, 'one', 170, 100)).toBe(true);
    });

    test('pages of one day written at once are all there', async () => {
      const url = await database.freshUrl();
      // A second connection of one process would wait for the first without letting it go on.
      const one = await database.open(url);
      const archives = [
        one,
        ...(database.blocks ? [one, one] : [await database.open(url), await database.open(url)]),
      ];
      await Promise.all(
        archives.map((archive, page) =>
          archive.savePage(
            DAY,
            page,
            ids(100, `p${page}`).map((id) => row(id)),
            page < 2,
            SETTLED,
          ),
        ),
      );
      expect((await one.listState(DAY, LATER)).complete).toBe(true);
      expect(await one.completeDays({ from: DAY, to: DAY })).toEqual([DAY]);
    });
  });
});

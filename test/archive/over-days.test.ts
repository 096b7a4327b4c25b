import { describe, expect, test } from 'vitest';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { AT_ONCE, DAY, LATER, lookup, PROVISIONAL, page, row } from './rows.ts';

const day = (offset: number) => addDays(DAY, offset);
const ofDay = (offset: number) => ({ day: day(offset) });
const rowOf = (id: string, offset: number) => row(id, { date: day(offset) });

describeDatabases((database) => {
  test('complete days are summed, without what was not said of every row', async () => {
    const apps = (await database.open()).list('app');
    const half = { ...metricsFrom(() => 2), data: null };
    await apps.save(page(0, [row('a'), row('b', { metrics: half })], 'end'));
    await apps.save(page(0, [rowOf('a', -1)], 'more', ofDay(-1)));
    expect(await apps.daySums({ from: day(-1), to: DAY })).toEqual([
      { day: DAY, rows: 2, metrics: { ...metricsFrom(() => 3), data: null }, settled: true },
    ]);
    expect(await apps.nearestCompleteDay(day(-500))).toBe(DAY);
    expect(await apps.nearestCompleteDay(day(500))).toBe(DAY);
    expect([await apps.knowsDay(day(-1)), await apps.knowsDay(day(1))]).toEqual([true, false]);
  });

  test('sums up to 2^53-1 are exact, and one beyond it is no count', async () => {
    const apps = (await database.open()).list('app');
    const data = (count: number) => ({ metrics: { ...metricsFrom(() => 1), data: count } });
    await apps.save(page(0, [row('a', data(Number.MAX_SAFE_INTEGER - 1)), row('b', data(1))], 'end'));
    const [exact] = await apps.daySums({ from: DAY, to: DAY });
    expect(exact?.metrics.data).toBe(Number.MAX_SAFE_INTEGER);
    const many = Array.from({ length: 100 }, (_, index) => row(`r${index}`, data(Number.MAX_SAFE_INTEGER)));
    for (const number of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      const rows = many.map((one) => ({ ...one, id: `${one.id}-${number}`, date: day(1) }));
      await apps.save(page(number, rows, number < 11 ? 'more' : 'end', ofDay(1)));
    }
    const [beyond] = await apps.daySums({ from: day(1), to: day(1) });
    expect(beyond).toMatchObject({ rows: 1200, metrics: { data: null, app: 1200 } });
  });

  test('the nearest complete day is the earlier of two as near', async () => {
    const members = (await database.open()).list('member');
    for (const offset of [-3, 3, 40]) {
      await members.save(page(0, [rowOf('m', offset)], 'end', { ...ofDay(offset), list: 'member' }));
    }
    expect(await members.nearestCompleteDay(DAY)).toBe(day(-3));
    expect(await members.nearestCompleteDay(day(1))).toBe(day(3));
    expect(await members.nearestCompleteDay(day(30))).toBe(day(40));
  });

  test('everything is exported by day and in the order of the list', async () => {
    const apps = (await database.open()).list('app');
    await apps.save(page(0, [row('b'), row('a')], 'end'));
    await apps.save(lookup(['c'], [row('c')]));
    await apps.save(lookup(['z'], [rowOf('z', -1)], ofDay(-1)));
    const exported: string[] = [];
    for await (const { date, id } of apps.export({ from: day(-1), to: DAY })) exported.push(`${date} ${id}`);
    expect(exported).toEqual([`${day(-1)} z`, `${DAY} b`, `${DAY} a`, `${DAY} c`]);
  });

  describe('a history', () => {
    test('has the days with a row, and those of which it is not known whether there is one', async () => {
      const apps = (await database.open()).list('app');
      const range = { from: day(-5), to: DAY };
      for (const offset of [-5, -3, -2, 0]) {
        await apps.save(lookup(['a'], [rowOf('a', offset)], ofDay(offset)));
      }
      await apps.save(lookup(['a'], [], ofDay(-4)));
      await apps.save(lookup(['a'], [rowOf('a', -1)], { ...ofDay(-1), asked: PROVISIONAL }));
      const history = (window: object) =>
        apps.history('a', range, { count: 2, from: 'first', ...window }, LATER);
      const daysOf = async (window: object) => (await history(window)).rows.map(({ date }) => date);
      expect(await history({})).toMatchObject({ unknownDays: [day(-1)], settled: false });
      expect(await daysOf({})).toEqual([day(-5), day(-3)]);
      expect(await daysOf({ after: day(-3) })).toEqual([day(-2), DAY]);
      expect(await daysOf({ from: 'last' })).toEqual([day(-2), DAY]);
      expect(await daysOf({ from: 'last', before: day(-2) })).toEqual([day(-5), day(-3)]);
      expect(await history({ after: day(-3) })).toMatchObject({ hasBefore: true, hasAfter: false });
      expect(await history({ from: 'last', before: day(-5) })).toMatchObject({ rows: [], hasAfter: true });
    });

    test('leaves out what is not believed any more, and says that it does not know', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(lookup(['a', 'gone'], [row('a')], { asked: PROVISIONAL }));
      const range = { from: DAY, to: DAY };
      for (const id of ['a', 'gone']) {
        const young = await apps.history(id, range, { count: 9, from: 'first' }, AT_ONCE);
        expect(young).toMatchObject({ unknownDays: [], settled: false });
        const old = await apps.history(id, range, { count: 9, from: 'first' }, LATER);
        expect(old).toMatchObject({ rows: [], unknownDays: [DAY], settled: false });
      }
    });

    test('knows that an id was absent on days whose list is complete', async () => {
      const apps = (await database.open()).list('app');
      await apps.save(page(0, [rowOf('b', -2)], 'end', ofDay(-2)));
      await apps.save(lookup(['a'], [rowOf('a', -1)], ofDay(-1)));
      await apps.save(page(0, [row('b')], 'end', { asked: PROVISIONAL }));
      const range = { from: day(-2), to: DAY };
      const read = (belief: typeof LATER) => apps.history('a', range, { count: 9, from: 'first' }, belief);
      expect(await read(AT_ONCE)).toMatchObject({ unknownDays: [], settled: false });
      expect(await read(LATER)).toMatchObject({ unknownDays: [DAY], settled: false });
      const before = { from: day(-2), to: day(-1) };
      const settled = await apps.history('a', before, { count: 9, from: 'first' }, LATER);
      expect(settled).toMatchObject({ rows: [rowOf('a', -1)], unknownDays: [], settled: true });
    });

    test('has each day once, as a row or as unknown, while days are being filed', async () => {
      const archive = await database.open();
      const apps = archive.list('app');
      const range = { from: day(-40), to: DAY };
      const filing = (async () => {
        for (let offset = -40; offset <= 0; offset += 1) {
          await apps.save(lookup(['a'], [rowOf('a', offset)], ofDay(offset)));
        }
      })();
      let isFiled = false;
      filing.then(
        () => {
          isFiled = true;
        },
        () => {},
      );
      for (let read = 0; read < 200 && !isFiled; read += 1) {
        const { rows, unknownDays } = await apps.history('a', range, { count: 100, from: 'first' }, LATER);
        expect(rows.length + unknownDays.length).toBe(41);
      }
      await filing;
      const { rows } = await apps.history('a', range, { count: 100, from: 'first' }, LATER);
      expect(rows).toHaveLength(41);
    });
  });
});

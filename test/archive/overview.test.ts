import { expect, test } from 'vitest';
import { METRICS, metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { DAY, lookup, page, plainRow, row } from './rows.ts';

const day = (offset: number) => addDays(DAY, offset);

describeDatabases((database) => {
  test('the summary counts rows of all lists, and the days whose apps are complete', async () => {
    const archive = await database.open();
    expect(await archive.overview.summary()).toEqual({
      firstDay: null,
      lastDay: null,
      completeDays: 0,
      rows: 0,
    });
    await archive.list('app').save(page(0, [row('a'), row('b')], 'end'));
    const member = { list: 'member', day: day(-9) } as const;
    await archive.list('member').save(page(0, [plainRow('m', { date: day(-9) })], 'end', member));
    const unknown = { list: 'organization', day: day(2) } as const;
    await archive.list('organization').save(lookup(['organization'], [], unknown));
    expect(await archive.overview.summary()).toEqual({
      firstDay: day(-9),
      lastDay: day(2),
      completeDays: 1,
      rows: 3,
    });
  });

  test('coverage says of every day and list how much is known', async () => {
    const archive = await database.open();
    const notCollected = row('a', { metrics: null });
    await archive.list('app').save(page(0, [notCollected, { ...notCollected, id: 'b' }], 'more'));
    await archive.list('member').save(page(0, [plainRow('m')], 'end', { list: 'member' }));
    await archive.list('app').save(lookup(['a'], [], { day: day(-1) }));
    for (const list of ['app', 'member', 'organization'] as const) {
      await archive
        .list(list)
        .save(page(0, [plainRow('x', { date: day(-2) })], 'end', { list, day: day(-2) }));
    }
    expect(await archive.overview.coverage({ from: day(-3), to: DAY })).toEqual([
      { day: day(-3), lists: { app: 'none', member: 'none', organization: 'none' }, settled: false },
      {
        day: day(-2),
        lists: { app: 'complete', member: 'complete', organization: 'complete' },
        settled: true,
      },
      { day: day(-1), lists: { app: 'partial', member: 'none', organization: 'none' }, settled: false },
      { day: DAY, lists: { app: 'notCollected', member: 'complete', organization: 'none' }, settled: false },
    ]);
  });

  test('a day is no longer called not collected once a row of its first page has counts', async () => {
    const archive = await database.open();
    await archive.list('app').save(page(0, [row('a', { metrics: null }), row('b')], 'end'));
    const [{ lists } = { lists: undefined }] = await archive.overview.coverage({ from: DAY, to: DAY });
    expect(lists?.app).toBe('partial');
  });

  test('discrepancies are the metrics that both sides know, of days that are complete on both', async () => {
    const archive = await database.open();
    const organization = (counts: Parameters<typeof metricsFrom>[0], offset = 0) =>
      archive.list('organization').save(
        page(0, [plainRow('organization', { date: day(offset), metrics: metricsFrom(counts) })], 'end', {
          list: 'organization',
          day: day(offset),
        }),
      );
    const apps = (offset: number, more: 'more' | 'end') =>
      archive.list('app').save(
        page(0, [row('a', { date: day(offset) }), row('b', { date: day(offset) })], more, {
          day: day(offset),
        }),
      );
    await apps(-1, 'more');
    await organization(() => 5, -1);
    await apps(0, 'end');
    await organization((wire) => (wire === 'data' ? 7 : wire === 'dash' ? 3 : wire === 'bpa' ? null : 2));
    await apps(1, 'end');
    const range = { from: day(-1), to: day(1) };
    expect(await archive.overview.discrepancies(range)).toEqual([
      { day: DAY, metric: 'dash', sumOverApps: 2, organization: 3 },
      { day: DAY, metric: 'data', sumOverApps: 2, organization: 7 },
    ]);
    await organization(() => 1, 1);
    expect(await archive.overview.discrepancies({ from: day(1), to: day(1) })).toHaveLength(METRICS.length);
  });
});

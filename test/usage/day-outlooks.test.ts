import { expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays, type StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createDayOutlooks } from '../../src/usage/day-outlooks.ts';
import { DAY, ids, LATER, row, SETTLED } from '../archive/rows.ts';

async function outlooks() {
  const archive = await openArchive({ url: 'sqlite::memory:', origin: 'test' });
  const list = archive.list('app');
  const save = (day: StatisticsDay, page: number, listed: readonly string[], hasNext: boolean) =>
    list.save({
      list: 'app',
      call: { kind: 'page', day, page },
      rows: listed.map((id) => row(id, { date: day })),
      hasNext,
      asked: SETTLED,
    });
  const changes: StatisticsDay[] = [];
  const days = createDayOutlooks({ archive: list, onChange: (day) => changes.push(day) });
  return { save, days, changes };
}

test('a near day tells the length of a list and where an app stands in it', async () => {
  const { save, days } = await outlooks();
  const near = addDays(DAY, -3);
  await save(near, 0, ids(100, 'p'), true);
  await save(near, 1, ids(30, 'q'), false);
  await days.prepare(DAY, LATER);
  const outlook = days.of(DAY);
  expect(outlook.unknownPages).toEqual([0, 1]);
  expect(outlook.pageOf('p000')).toBe(0);
  expect(outlook.pageOf('q029')).toBe(1);
  // These may have moved across the pages' end since.
  expect(outlook.pageOf('p099')).toBeUndefined();
  expect(outlook.pageOf('q000')).toBeUndefined();
  expect(outlook.pageOf('x')).toBeUndefined();
});

test('a far day tells the length of a list, and of no app where it stands', async () => {
  const { save, days } = await outlooks();
  await save(addDays(DAY, -60), 0, ids(30), false);
  await days.prepare(DAY, LATER);
  expect(days.of(DAY).unknownPages).toEqual([0]);
  expect(days.of(DAY).pageOf('app000')).toBeUndefined();
});

test('nothing is told of a list when no whole list is known', async () => {
  const { save, days } = await outlooks();
  await save(addDays(DAY, -1), 0, ids(100), true);
  await days.prepare(DAY, LATER);
  expect(days.of(DAY).unknownPages).toBeUndefined();
  expect(days.of(DAY).pageOf('app000')).toBeUndefined();
});

test('a filed page is known at once, and a list that is whole by it serves other days', async () => {
  const { save, days } = await outlooks();
  await days.prepare(DAY, LATER);
  await save(DAY, 0, ids(100), true);
  expect(await days.pageFiled(DAY, LATER)).toBe(false);
  expect(days.of(DAY).unknownPages).toBeUndefined();
  await save(DAY, 1, ids(5, 'z'), false);
  expect(await days.pageFiled(DAY, LATER)).toBe(true);
  expect(days.of(DAY).unknownPages).toEqual([]);
  const next = addDays(DAY, 1);
  await days.prepare(next, LATER);
  expect(days.of(next).unknownPages).toEqual([0, 1]);
  expect(days.of(next).pageOf('app050')).toBe(0);
});

test("a list's own last page tells its length better than another day", async () => {
  const { save, days } = await outlooks();
  await save(addDays(DAY, -1), 0, ids(5), false);
  await save(DAY, 2, ids(3), false);
  await days.prepare(DAY, LATER);
  expect(days.of(DAY).unknownPages).toEqual([0, 1]);
});

test('ids are not expected on a page whose answer was not usable, until a page of the day is filed', async () => {
  const { save, days, changes } = await outlooks();
  await save(addDays(DAY, -1), 0, ids(30), false);
  await days.prepare(DAY, LATER);
  expect(days.of(DAY).pageOf('app000')).toBe(0);
  days.pageFailed(DAY, 0);
  expect(days.of(DAY).pageOf('app000')).toBeUndefined();
  expect(days.of(DAY).unknownPages).toBeUndefined();
  expect(changes).toEqual([DAY, DAY]);
});

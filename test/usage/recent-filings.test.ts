import { expect, test } from 'vitest';
import { addDays, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { createRecentFilings } from '../../src/usage/recent-filings.ts';
import { row } from '../archive/rows.ts';

const DAY = statisticsDay('2026-11-20');
const OTHER_DAY = addDays(DAY, -1);
const app = (id: string, day = DAY) => ({ kind: 'row', day, id }) as const;
const rowsOf = (...ids: string[]): UsageRow[] => ids.map((id) => row(id));

test('only what was filed since has to be read again: rows, asked ids, pages', () => {
  const filings = createRecentFilings();
  filings.note({ kind: 'ids', day: DAY, ids: ['a', 'absent'] }, rowsOf('a'));
  const before = filings.count();
  filings.note({ kind: 'page', day: DAY, page: 1 }, rowsOf('b'));
  filings.note({ kind: 'ids', day: OTHER_DAY, ids: ['c', 'gone'] }, rowsOf('c'));

  expect(filings.sayOf(app('b'), before)).toBe(true);
  expect(filings.sayOf({ kind: 'page', day: DAY, page: 1 }, before)).toBe(true);
  expect(filings.sayOf(app('gone', OTHER_DAY), before)).toBe(true);
  for (const want of [app('a'), app('absent'), app('c'), { kind: 'page', day: DAY, page: 0 } as const]) {
    expect(filings.sayOf(want, before)).toBe(false);
    expect(filings.since(want.day, before)).toBe(true);
  }
  expect(filings.sayOf(app('absent'), 0)).toBe(true);
  expect(filings.since(DAY, filings.count())).toBe(false);
});

test('a complete list says something of every id of its day', () => {
  const filings = createRecentFilings();
  const before = filings.count();
  filings.noteComplete(DAY);
  expect(filings.sayOf(app('anybody'), before)).toBe(true);
  expect(filings.sayOf(app('anybody', OTHER_DAY), before)).toBe(false);
});

test('what is forgotten may have said something of anything', () => {
  const filings = createRecentFilings();
  for (let page = 0; page < 1_000; page += 1) filings.note({ kind: 'page', day: OTHER_DAY, page }, []);
  expect(filings.sayOf(app('a'), 0)).toBe(true);
  expect(filings.since(DAY, 0)).toBe(true);
  expect(filings.sayOf(app('a'), filings.count() - 1)).toBe(false);
});

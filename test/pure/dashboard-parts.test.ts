import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DOCUMENTS_FILE, documentsText } from '../../src/dashboard/build/documents-text.ts';
import { readAnswer } from '../../src/dashboard/client/answer.ts';
import { parseEvent, readEvents } from '../../src/dashboard/client/event-stream.ts';
import { csvText } from '../../src/dashboard/format/csv.ts';
import { addDays, daysBetween, isDay } from '../../src/dashboard/format/days.ts';
import { dayByKey, readRange } from '../../src/dashboard/state/day-range.ts';
import { choiceOf, formatRoute, parseRoute } from '../../src/dashboard/state/route.ts';

test("the dashboard's documents fit schema.graphql, and their types are those of that schema", async () => {
  expect(await readFile(DOCUMENTS_FILE, 'utf8')).toBe(await documentsText());
});

test('a route survives its address, and an address of anything opens a view', () => {
  const route = { view: 'apps', params: { find: 'a&b=c 质量', sort: 'NAME' } } as const;
  expect(parseRoute(formatRoute(route))).toEqual(route);
  expect(formatRoute({ view: 'apps', params: { find: '' } })).toBe('?view=apps');
  expect(parseRoute('?view=__proto__&x=1')).toEqual({ view: 'overview', params: { x: '1' } });
  expect(choiceOf('toString', ['A', 'B'])).toBe('A');
});

test('a file for spreadsheets runs no formula, and keeps quotes, commas and line breaks in their cells', () => {
  const text = csvText(
    ['name', 'n'],
    [
      ['=HYPERLINK("x")', 1],
      ['a,"b"\nc', null],
      ['-5', -5],
    ],
  );
  expect(text).toBe('\uFEFFname,n\r\n"\'=HYPERLINK(""x"")",1\r\n"a,""b""\nc",\r\n\'-5,-5\r\n');
});

test('days know months, leap years and which way round they are', () => {
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysBetween('2026-10-30', '2026-11-02')).toHaveLength(4);
  expect(daysBetween('2026-11-02', '2026-10-30')).toEqual([]);
  expect([isDay('2026-02-30x'), isDay('2026-13-01'), isDay('2026-12-01')]).toEqual([false, false, true]);
});

test('a selection stays within the days that can be collected', () => {
  const within = { from: '2026-06-01', to: '2026-11-23' };
  expect(readRange({ from: '2026-07-05', to: '2026-07-01' }, within)).toEqual({
    from: '2026-07-01',
    to: '2026-07-05',
  });
  expect(readRange({ from: '2020-01-01', to: '2026-06-02' }, within)).toEqual({
    from: '2026-06-01',
    to: '2026-06-02',
  });
  expect(readRange({ from: '2020-01-01', to: '2020-01-02' }, within)).toBeUndefined();
  expect(dayByKey('ArrowDown', '2026-11-20', within)).toBe('2026-11-23');
  expect(dayByKey('a', '2026-11-20', within)).toBeUndefined();
});

test('events are read across the borders of chunks, and heartbeats are none', async () => {
  const bytes = new TextEncoder().encode(
    ':\n\nevent: next\r\ndata: {"n":\r\ndata: "质"}\r\n\r\nevent: complete\n\n',
  );
  const body = new ReadableStream<BufferSource>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const events = [];
  for await (const event of readEvents(body)) events.push(event);
  expect(events).toEqual([
    { type: 'next', data: { n: '质' } },
    { type: 'complete', data: undefined },
  ]);
  expect(parseEvent(': heartbeat')).toBeUndefined();
});

test('what is no GraphQL answer is an error with words, never an empty answer', () => {
  const fallback = { code: 'UNREADABLE', message: 'no GraphQL' };
  for (const body of [undefined, null, 'x', [], {}, { data: null }]) {
    expect(readAnswer(body, fallback)).toEqual({ data: null, errors: [fallback] });
  }
  const partly = {
    data: { a: null },
    errors: [{ message: 'm', extensions: { code: 'C', retryAfterMs: 5 } }],
  };
  expect(readAnswer(partly, fallback)).toEqual({
    data: { a: null },
    errors: [{ message: 'm', code: 'C', retryAfterMs: 5 }],
  });
});

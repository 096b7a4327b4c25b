import { describe, expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { judgeAnswer } from '../../src/usage/judge-answer.ts';
import { ids, row } from '../archive/rows.ts';

const DAY = statisticsDay('2026-11-20');
const rows = (list: readonly string[]) => list.map((id) => row(id, { date: DAY }));

function problemOf(judge: () => unknown): unknown {
  try {
    judge();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an answer to a look-up', () => {
  const call = { kind: 'ids', day: DAY, ids: ['a', 'b'] } as const;

  test('may leave ids out, in any order', () => {
    const answer = { date: DAY, rows: rows(['b']), hasNext: false };
    expect(judgeAnswer('app', call, answer).map(({ id }) => id)).toEqual(['b']);
  });

  test.each([
    ['of another day', { date: '2026-11-19', rows: [], hasNext: false }, 'final'],
    ['with an id that nobody asked for', { date: DAY, rows: rows(['a', 'c']), hasNext: false }, 'transient'],
    ['with an id twice', { date: DAY, rows: rows(['a', 'a']), hasNext: false }, 'transient'],
    ['that announces more although ids are left out', { date: DAY, rows: [], hasNext: true }, 'transient'],
    ['with a control character in an id', { date: DAY, rows: rows(['a\u0000']), hasNext: false }, 'final'],
  ])('%s is not used', (_what, answer, kind) => {
    expect(problemOf(() => judgeAnswer('app', call, answer))).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      kind,
    });
  });
});

describe('an answer to a page', () => {
  const call = { kind: 'page', day: DAY, page: 3 } as const;

  test.each([
    ['more rows than asked for', { rows: rows(ids(101)), hasNext: false }],
    ['more rows announced behind a page that is not full', { rows: rows(ids(99)), hasNext: true }],
    ['an empty page in front of the end', { rows: [], hasNext: true }],
    ['an id twice', { rows: rows(['a', 'b', 'a']), hasNext: false }],
  ])('with %s is not used', (_what, answer) => {
    const problem = problemOf(() => judgeAnswer('member', call, { date: DAY, ...answer }));
    expect(problem).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  test('names the id that is there twice, and the page', () => {
    const answer = { date: DAY, rows: rows(['a', 'a']), hasNext: false };
    expect(String(problemOf(() => judgeAnswer('member', call, answer)))).toContain(
      'page 3 holds the member "a" twice',
    );
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListAnswer } from '../../src/archive/fact.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { DAY, LATER, lookup, page, row, SETTLED_MS, TOO_LATE } from './rows.ts';

/** Answers in any order that contradict each other: few ids, few pages, some asked for before the day had settled. */
const someIds = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'], { maxLength: 3 });
const someAsked = fc.integer({ min: -5, max: 20 }).map((ms) => ({ atMs: SETTLED_MS + ms, settled: ms >= 0 }));
const somePage = fc.record({
  number: fc.integer({ min: 0, max: 3 }),
  ids: someIds,
  more: fc.constantFrom('more' as const, 'end' as const),
  asked: someAsked,
});
const someLookup = fc.record({
  ids: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
  found: someIds,
  asked: someAsked,
});
const someAnswers = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: somePage.map(({ number, ids, more, asked }) => page(number, rowsOf(ids), more, { asked })),
    },
    {
      weight: 1,
      arbitrary: someLookup.map(({ ids, found, asked }) =>
        lookup(ids, rowsOf(found.filter((id) => ids.includes(id))), { asked }),
      ),
    },
  ),
  { minLength: 1, maxLength: 12 },
);

function rowsOf(ids: readonly string[]) {
  return ids.map((id) => row(id));
}

describeDatabases((database) => {
  test('whatever answers are filed, what is known of a list never contradicts itself', async () => {
    const apps = (await database.open()).list('app');
    let day = DAY;
    await fc.assert(
      fc.asyncProperty(someAnswers, async (answers) => {
        day = addDays(day, -1);
        for (const answer of answers) await apps.save(on(day, answer));
        for (const belief of [LATER, { ...TOO_LATE, fromDay: DAY }]) {
          const { pages, complete, settled } = await apps.state(day, belief);
          const known = await apps.pages(day, 0, 9, belief);
          expect([...known.keys()]).toEqual([...pages.keys()]);
          const listed = [...known.values()].flatMap(({ rows }) => rows.map(({ id }) => id));
          expect(new Set(listed).size).toBe(listed.length);
          const facts = await apps.facts(day, listed, belief);
          expect([...facts.values()].every(({ kind }) => kind === 'row')).toBe(true);
          const answer = await apps.rows(day, {}, { count: 99, from: 'first' }, belief);
          expect(answer?.rows.map((placed) => placed.row.id)).toEqual(complete ? listed : undefined);
          expect(answer?.settled ?? false).toBe(settled);
          expect((await apps.sum(day, { filter: {} }, belief))?.rows).toBe(answer?.rows.length);
          if (settled)
            expect(await apps.daySums({ from: day, to: day })).toMatchObject([{ rows: listed.length }]);
          expect((await apps.completeDays({ from: day, to: day })).length).toBe(
            (await apps.state(day, LATER)).settled ? 1 : 0,
          );
        }
      }),
      { numRuns: database.kind === 'sqlite' ? 100 : 25 },
    );
  });
});

function on(day: ListAnswer['call']['day'], answer: ListAnswer): ListAnswer {
  const atMs = answer.asked.atMs - (Date.parse(DAY) - Date.parse(day));
  return { ...answer, call: { ...answer.call, day }, asked: { ...answer.asked, atMs } };
}

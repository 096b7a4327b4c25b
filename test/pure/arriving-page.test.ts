import { expect, test } from 'vitest';
import { deferred } from '../../src/deferred.ts';
import { createArrivals } from '../../src/graphql/paging/arrivals.ts';
import { readArriving } from '../../src/graphql/paging/arriving-page.ts';
import type { UsageEdge } from '../../src/graphql/paging/usage-slice.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { tellInOrder } from '../../src/usage/tell-in-order.ts';
import { row as appRow, DAY } from '../archive/rows.ts';

function edge(id: string): UsageEdge {
  return { place: { list: 'app', kind: 'id', day: DAY, id }, node: appRow(id) };
}

async function readAll<T>(items: AsyncIterable<T>): Promise<{ items: T[]; error?: unknown }> {
  const found: T[] = [];
  try {
    for await (const item of items) found.push(item);
    return { items: found };
  } catch (error) {
    return { items: found, error };
  }
}

test('everybody who reads what arrives gets all of it, whenever they begin', async () => {
  const arrivals = createArrivals<string>();
  const early = readAll(arrivals);
  arrivals.upTo(['a']);
  arrivals.upTo(['a', 'b']);
  const late = readAll(arrivals);
  arrivals.upTo(['a', 'b', 'c']);
  arrivals.end();
  expect(await early).toEqual({ items: ['a', 'b', 'c'] });
  expect(await late).toEqual({ items: ['a', 'b', 'c'] });
  expect(await readAll(arrivals)).toEqual({ items: ['a', 'b', 'c'] });
});

test('an error comes behind what has arrived', async () => {
  const arrivals = createArrivals<string>();
  arrivals.upTo(['a']);
  const error = new Error('no');
  arrivals.fail(error);
  arrivals.upTo(['a', 'b']);
  expect(await readAll(arrivals)).toEqual({ items: ['a'], error });
});

test('rows that were sent and are not in the whole page end it with an error', async () => {
  const page = deferred<{ edges: UsageEdge[] }>();
  const changed = new Error('the list has changed');
  const found = readArriving(
    (arrived) => {
      arrived([edge('a'), edge('b')]);
      return page.promise;
    },
    () => changed,
  );
  if (!('part' in found)) throw new Error('the page is not there yet');
  const read = readAll(found.arriving);
  page.resolve({ edges: [edge('a'), edge('c')] });
  const { items, error } = await read;
  expect(items).toEqual([edge('a'), edge('b')]);
  expect(error).toBe(changed);
});

test('days of a history are told in order, with those that were known between them, up to the size of the page', async () => {
  const day = (number: number) => statisticsDay(`2026-11-0${number}`);
  const row = (number: number) => appRow('x', { date: day(number) });
  const looked = [2, 4, 5].map((number) => ({
    number,
    fact: deferred<{ kind: 'row'; row: ReturnType<typeof row>; settled: boolean }>(),
  }));
  const told: string[][] = [];
  const telling = tellInOrder(
    [row(1), row(3)],
    looked.map(({ number, fact }) => ({ day: day(number), fact: fact.promise })),
    { from: 'first', count: 4 },
    (rows) => told.push(rows.map(({ date }) => date.slice(-1))),
  );
  for (const { number, fact } of looked.toReversed())
    fact.resolve({ kind: 'row', row: row(number), settled: true });
  await telling;
  expect(told).toEqual([['1'], ['1', '2', '3'], ['1', '2', '3', '4'], ['1', '2', '3', '4']]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListFacts } from '../../src/archive/archive.ts';
import type { RowQuery, RowWindow } from '../../src/archive/row-query.ts';
import { METRICS, metricsFrom } from '../../src/jodoo/metrics.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { describeDatabases } from './databases.ts';
import { AT_ONCE, DAY, ids, LATER, lookup, PROVISIONAL, page, plainRow, row, SETTLED_MS } from './rows.ts';
import { maybe, someFilter, someOrder, someRows } from './some-rows.ts';

const settledAfter = (ms: number) => ({ asked: { atMs: SETTLED_MS + ms, settled: true } });

const idsOf = (rows: readonly { readonly row: UsageRow }[] | undefined) => rows?.map(({ row: { id } }) => id);

describeDatabases((database) => {
  test('rows are what a plain search of the list gives, page by page, forwards and backwards', async () => {
    const apps = (await database.open()).list('app');
    await fc.assert(
      fc.asyncProperty(
        someRows,
        maybe(someFilter),
        someOrder,
        fc.boolean(),
        fc.integer({ min: 1, max: 5 }),
        async (rows, filter, order, byIds, count) => {
          await apps.save(page(0, rows, 'end'));
          const asked = rows.map(({ id }) => id).filter((_id, index) => index % 2 === 0);
          const query: RowQuery = {
            ids: byIds ? [...asked.toReversed(), 'absent'] : undefined,
            filter,
            order,
          };
          const expected = modelled(rows, query).map(({ id }) => id);
          expect(await walk(apps, query, count, 'first')).toEqual(expected);
          expect(await walk(apps, query, count, 'last')).toEqual(expected);
          const sum = await apps.sum(DAY, query, LATER);
          expect(sum?.rows).toBe(expected.length);
          expect(sum?.metrics.data).toBe(summed(modelled(rows, query), 'data'));
          expect(sum?.metrics.formCoop).toBe(expected.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a walk goes on at its place when rows are inserted, removed and moved meanwhile', async () => {
    const apps = (await database.open()).list('app');
    const provisional = { asked: PROVISIONAL };
    await apps.save(page(0, [withData('a', 9), withData('b', 5), withData('c', 1)], 'end', provisional));
    const query: RowQuery = { order: { by: 'data', direction: 'desc' } };
    const first = await apps.rows(DAY, query, { from: 'first', count: 2 }, AT_ONCE);
    expect(idsOf(first?.rows)).toEqual(['a', 'b']);
    const changed = [
      withData('x', 7),
      withData('a', 9),
      withData('y', 3),
      withData('c', 1),
      withData('z', null),
    ];
    await apps.save(page(0, changed, 'end', provisional));
    const after = first?.rows.at(-1)?.place;
    const next = await apps.rows(DAY, query, { from: 'first', count: 9, after }, AT_ONCE);
    expect(idsOf(next?.rows)).toEqual(['y', 'c', 'z']);
  });

  test('a walk of the list goes on behind a row where it stands now, or where it stood', async () => {
    const apps = (await database.open()).list('app');
    await apps.save(
      page(
        0,
        ['a', 'b', 'c'].map((id) => row(id)),
        'end',
        { asked: PROVISIONAL },
      ),
    );
    const first = await apps.rows(DAY, {}, { from: 'first', count: 2 }, AT_ONCE);
    const after = first?.rows.at(-1)?.place;
    const next = () => apps.rows(DAY, {}, { from: 'first', count: 9, after }, LATER);
    await apps.save(
      page(
        0,
        ['b', 'x', 'c', 'd'].map((id) => row(id)),
        'end',
        settledAfter(1),
      ),
    );
    expect(idsOf((await next())?.rows)).toEqual(['x', 'c', 'd']);
    await apps.save(
      page(
        0,
        ['a', 'x', 'c', 'd'].map((id) => row(id)),
        'end',
        settledAfter(2),
      ),
    );
    expect(idsOf((await next())?.rows)).toEqual(['c', 'd']);
  });

  test('nothing is answered of a list of which a page is missing, and no sum', async () => {
    const apps = (await database.open()).list('app');
    const window = { from: 'first', count: 9 } as const;
    for (const known of [false, true]) {
      if (known) await apps.save(page(0, [row('a')], 'more'));
      expect(await apps.rows(DAY, {}, window, LATER)).toBeUndefined();
      expect(await apps.sum(DAY, {}, LATER)).toBeUndefined();
      expect(await apps.sum(DAY, { filter: {} }, LATER)).toBeUndefined();
    }
    await apps.save(page(1, [row('b')], 'end', { asked: PROVISIONAL }));
    expect(await apps.rows(DAY, {}, window, LATER)).toBeUndefined();
    expect(await apps.rows(DAY, {}, window, AT_ONCE)).toMatchObject({ rows: [{}, {}], settled: false });
    expect(await apps.sum(DAY, {}, AT_ONCE)).toMatchObject({ rows: 2, settled: false });
    await apps.save(page(1, [row('b')], 'end'));
    expect(await apps.rows(DAY, {}, window, LATER)).toMatchObject({ rows: [{}, {}], settled: true });
    expect(await apps.sum(DAY, {}, LATER)).toMatchObject({ rows: 2, settled: true });
  });

  test('nothing is answered of asked ids of which one is unknown', async () => {
    const apps = (await database.open()).list('app');
    const window = { from: 'first', count: 9 } as const;
    await apps.save(lookup(['a', 'gone'], [row('a')]));
    await apps.save(lookup(['young'], [row('young')], { asked: PROVISIONAL }));
    const answer = await apps.rows(DAY, { ids: ['gone', 'a', 'gone'] }, window, LATER);
    expect(answer).toMatchObject({ absentIds: ['gone'], settled: true, hasAfter: false, hasBefore: false });
    expect(idsOf(answer?.rows)).toEqual(['a']);
    for (const ids of [
      ['a', 'unknown'],
      ['a', 'young'],
    ]) {
      expect(await apps.rows(DAY, { ids }, window, LATER)).toBeUndefined();
      expect(await apps.sum(DAY, { ids }, LATER)).toBeUndefined();
    }
    expect(await apps.rows(DAY, { ids: ['young', 'a'] }, window, AT_ONCE)).toMatchObject({ settled: false });
    expect(await apps.rows(DAY, { ids: [] }, window, LATER)).toMatchObject({ rows: [], settled: true });
  });

  test('members are ordered by every metric, how many apps they own among them', async () => {
    const members = (await database.open()).list('member');
    const owning = (id: string, app: number | null) =>
      plainRow(id, { metrics: { ...metricsFrom(() => 1), app } });
    await members.save(
      page(0, [owning('a', 1), owning('b', null), owning('c', 20)], 'end', { list: 'member' }),
    );
    for (const { metric } of METRICS) {
      const order = { by: metric, direction: 'desc' } as const;
      const answer = await members.rows(DAY, { order }, { from: 'first', count: 9 }, LATER);
      expect(idsOf(answer?.rows)).toEqual(metric === 'app' ? ['c', 'a', 'b'] : ['a', 'b', 'c']);
    }
  });

  test('no number of conditions, ids or creators and no value of a place is too much for the database', async () => {
    const apps = (await database.open()).list('app');
    await apps.save(page(0, [withData('a', 4), withData('b', 40)], 'end'));
    const metrics = Array.from({ length: 1_100 }, (_, index) => ({
      metric: 'data' as const,
      min: index % 5,
    }));
    const filter = { metrics, creatorIds: ids(40_000, 'x').concat('creator of a') };
    const answer = await apps.rows(
      DAY,
      { ids: ids(40_000).concat('a', 'b'), filter },
      { from: 'first', count: 9 },
      LATER,
    );
    expect(idsOf(answer?.rows)).toEqual(['a']);
    for (const value of [Number.MAX_SAFE_INTEGER, -1e300, 1.5]) {
      for (const order of [undefined, { by: 'data', direction: 'asc' } as const]) {
        const window = { from: 'first', count: 9, after: { id: 'x\0', value } } as const;
        expect(await apps.rows(DAY, { order }, window, LATER)).toBeDefined();
      }
    }
    const window = { from: 'first', count: 9, after: { id: 'a', value: 'na\0' } } as const;
    const byName = await apps.rows(DAY, { order: { by: 'name', direction: 'asc' } }, window, LATER);
    expect(byName?.rows).toHaveLength(2);
    expect(
      await apps.rows(DAY, { filter: { nameContains: '\0' } }, { from: 'first', count: 9 }, LATER),
    ).toMatchObject({
      rows: [],
    });
  });

  test('a list that is filed anew while it is read is read as it was at one moment', async () => {
    const url = await database.freshUrl();
    const apps = (await database.open(url)).list('app');
    const writer = (await database.open(url)).list('app');
    const version = (data: number) => ['a', 'b', 'c'].map((id) => withData(id, data));
    await apps.save(page(0, version(0), 'end'));
    const writing = (async () => {
      for (let data = 1; data <= 30; data += 1)
        await writer.save(page(0, version(data), 'end', settledAfter(data)));
    })();
    for (let read = 0; read < 60; read += 1) {
      const answer = await apps.rows(DAY, {}, { from: 'first', count: 9 }, LATER);
      const seen = new Set(answer?.rows.map(({ row: { metrics } }) => metrics?.data));
      expect(answer?.rows).toHaveLength(3);
      expect(seen.size).toBe(1);
    }
    await writing;
  });
});

function withData(id: string, data: number | null): UsageRow {
  return row(id, { metrics: { ...metricsFrom(() => 1), data } });
}

async function walk(list: ListFacts, query: RowQuery, count: number, from: 'first' | 'last') {
  const seen: string[] = [];
  let window: RowWindow = { from, count };
  for (;;) {
    const answer = await list.rows(DAY, query, window, LATER);
    if (answer === undefined) throw new Error('the list is not known');
    const { rows, hasAfter, hasBefore, absentIds } = answer;
    expect(absentIds).toEqual(query.ids === undefined ? [] : ['absent']);
    const found = rows.map(({ row: { id } }) => id);
    if (from === 'first') seen.push(...found);
    else seen.unshift(...found);
    const more = from === 'first' ? hasAfter : hasBefore;
    if (!more) return seen;
    window =
      from === 'first' ? { from, count, after: rows.at(-1)?.place } : { from, count, before: rows[0]?.place };
  }
}

function modelled(rows: readonly UsageRow[], { ids, filter = {}, order }: RowQuery): UsageRow[] {
  const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant));
  const from = (instant: string | null, bound: number | undefined) =>
    bound === undefined || (ms(instant) ?? Number.NEGATIVE_INFINITY) >= bound;
  const until = (instant: string | null, bound: number | undefined, never: boolean) =>
    bound === undefined || (instant === null ? never : Date.parse(instant) < bound);
  const found = rows.filter(
    (one) =>
      (ids === undefined || ids.includes(one.id)) &&
      (filter.nameContains === undefined ||
        one.name.toLowerCase().includes(filter.nameContains.toLowerCase())) &&
      (filter.creatorIds === undefined || filter.creatorIds.includes(one.creator?.memberId ?? '')) &&
      from(one.createdAt, filter.createdAfterMs) &&
      until(one.createdAt, filter.createdBeforeMs, false) &&
      from(one.lastVisitAt, filter.lastVisitAfterMs) &&
      until(one.lastVisitAt, filter.lastVisitBeforeMs, true) &&
      (filter.metrics ?? []).every(({ min = 0, max = 9 }) => {
        const data = one.metrics?.data ?? null;
        return data !== null && data >= min && data <= max;
      }),
  );
  if (order === undefined) {
    return ids === undefined ? found : found.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  }
  const orderValue = ({ name, createdAt, lastVisitAt, metrics }: UsageRow) => {
    if (order.by === 'name') return Buffer.from(name.toLowerCase()).toString('hex');
    if (order.by === 'createdAt') return ms(createdAt);
    if (order.by === 'lastVisitAt') return ms(lastVisitAt);
    return metrics?.[order.by === 'dash' ? 'dash' : 'data'] ?? null;
  };
  return found.sort((a, b) => {
    const [left, right] = [orderValue(a), orderValue(b)];
    if (left === right) return a.id < b.id ? -1 : 1;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right === (order.direction === 'asc') ? -1 : 1;
  });
}

function summed(rows: readonly UsageRow[], metric: 'data'): number | null {
  return rows.reduce<number | null>((sum, { metrics }) => {
    const count = metrics?.[metric] ?? null;
    return sum === null || count === null ? null : sum + count;
  }, 0);
}

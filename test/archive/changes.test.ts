import { expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import type { ChangeQuery } from '../../src/archive/change-query.ts';
import type { RowPlace } from '../../src/archive/row-query.ts';
import { METRICS } from '../../src/jodoo/metrics.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { describeDatabases } from './databases.ts';
import { appRows, fileApps } from './living-days.ts';
import { AT_ONCE, DAY, LATER, PROVISIONAL, row } from './rows.ts';

const FROM = addDays(DAY, -60);
const BETWEEN = { from: FROM, to: DAY };
const organization = createLivingOrganization({ apps: 240 });
const [before, after] = [appRows(organization, FROM), appRows(organization, DAY)];

interface ExpectedChange {
  readonly id: string;
  readonly kind: string;
  readonly data: number;
  readonly percent: number | null;
}

/** What changed, by a plain walk over both lists. */
function expectedChanges(): ExpectedChange[] {
  const byId = (rows: readonly UsageRow[]) => new Map(rows.map((one) => [one.id, one]));
  const [earlier, later] = [byId(before), byId(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])].map((id) => {
    const [was, is] = [earlier.get(id), later.get(id)];
    const [wasData, isData] = [was?.metrics?.data ?? 0, is?.metrics?.data ?? 0];
    const differs = METRICS.some(({ metric }) => was?.metrics?.[metric] !== is?.metrics?.[metric]);
    const kind = !was ? 'created' : !is ? 'deleted' : differs ? 'changed' : 'unchanged';
    const percent = wasData === 0 ? null : (100 * (isData - wasData)) / wasData;
    return { id, kind, data: isData - wasData, percent };
  });
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/** All changes, walked page by page. */
async function walk(archive: Archive, query: ChangeQuery, from: 'first' | 'last', count = 70) {
  const found: { id: string; kind: string; value: RowPlace['value'] }[] = [];
  let place: RowPlace | undefined;
  for (;;) {
    const window = { count, from, ...(from === 'first' ? { after: place } : { before: place }) };
    const answer = await archive.list('app').changes(BETWEEN, query, window, LATER);
    if (answer === undefined) throw new Error('both days are complete');
    const items = answer.changes.map(({ change, place: at }) => ({ ...change, value: at.value }));
    if (from === 'first') found.push(...items);
    else found.unshift(...items);
    place = answer.changes.at(from === 'first' ? -1 : 0)?.place;
    const goesOn = from === 'first' ? answer.hasAfter : answer.hasBefore;
    expect(from === 'first' ? answer.hasBefore : answer.hasAfter).toBe(found.length > items.length);
    if (!goesOn) return { found, totalCount: answer.totalCount };
  }
}

describeDatabases((database) => {
  async function filed(): Promise<Archive> {
    const archive = await database.open();
    await fileApps(archive, FROM, before);
    await fileApps(archive, DAY, after);
    return archive;
  }

  test('every app is created, deleted, changed or unchanged between two days, as a walk over both lists says', async () => {
    const expected = expectedChanges().sort(byId);
    expect(new Set(expected.map(({ kind }) => kind))).toContain('deleted');
    const { found, totalCount } = await walk(await filed(), {}, 'first');
    expect(found.map(({ id, kind }) => ({ id, kind }))).toEqual(
      expected.map(({ id, kind }) => ({ id, kind })),
    );
    expect(totalCount).toBe(expected.length);
  });

  test('changes are ordered by the difference and by per cent, unknown ones last, the same both ways', async () => {
    const archive = await filed();
    for (const by of ['absolute', 'percent'] as const) {
      for (const direction of ['asc', 'desc'] as const) {
        const value = (one: ExpectedChange) => (by === 'absolute' ? one.data : one.percent);
        const sign = direction === 'asc' ? 1 : -1;
        const expected = expectedChanges().sort((a, b) => {
          const [one, other] = [value(a), value(b)];
          if (one === null || other === null)
            return Number(one === null) - Number(other === null) || byId(a, b);
          return sign * (one - other) || byId(a, b);
        });
        const query: ChangeQuery = { order: { metric: 'data', by, direction } };
        const forwards = (await walk(archive, query, 'first')).found;
        expect(forwards.map(({ id, value: at }) => [id, at])).toEqual(
          expected.map((one) => [one.id, value(one)]),
        );
        expect((await walk(archive, query, 'last')).found).toEqual(forwards);
      }
    }
  });

  test('kinds and filters say which changes are counted; a deleted app is filtered by what it was', async () => {
    const archive = await filed();
    const deleted = expectedChanges().filter(({ kind }) => kind === 'deleted');
    const creatorId = before.find(({ id }) => id === deleted[0]?.id)?.creator?.memberId ?? '';
    const ofCreator = (rows: readonly UsageRow[]) =>
      rows.filter((one) => one.creator?.memberId === creatorId);
    const query: ChangeQuery = { kinds: ['deleted'], filter: { creatorIds: [creatorId] } };
    const { found, totalCount } = await walk(archive, query, 'first');
    const ids = ofCreator(before).map(({ id }) => id);
    expect(found.map(({ id }) => id)).toEqual(
      deleted
        .map(({ id }) => id)
        .filter((id) => ids.includes(id))
        .sort(),
    );
    expect(totalCount).toBe(found.length);
    expect((await walk(archive, { kinds: [] }, 'first')).totalCount).toBe(0);
  });

  test('nothing is said of changes while one of the lists is not complete, and what is provisional is not settled', async () => {
    const archive = await database.open();
    await fileApps(archive, FROM, [row('a', { date: FROM })]);
    const ask = (belief = LATER) =>
      archive.list('app').changes(BETWEEN, {}, { count: 5, from: 'first' }, belief);
    expect(await ask()).toBeUndefined();
    await fileApps(archive, DAY, [row('a')], PROVISIONAL);
    expect(await ask()).toBeUndefined();
    expect(await ask(AT_ONCE)).toMatchObject({ totalCount: 1, settled: false });
  });

  test('a count that is unknown on one day has not changed', async () => {
    const archive = await database.open();
    const known = row('a').metrics;
    if (known === null) throw new Error('the row is measured');
    await fileApps(archive, FROM, [
      row('a', { date: FROM, metrics: { ...known, dailyAutomationExec: null } }),
    ]);
    await fileApps(archive, DAY, [row('a')]);
    const { found } = await walk(
      archive,
      { order: { metric: 'dailyAutomationExec', by: 'absolute', direction: 'asc' } },
      'first',
    );
    expect(found).toMatchObject([{ id: 'a', kind: 'unchanged', value: null }]);
  });

  test('no value of a place is too much for the database', async () => {
    const archive = await filed();
    for (const value of [Number.MAX_SAFE_INTEGER, -1e300, 1.5, null]) {
      for (const by of ['absolute', 'percent'] as const) {
        const order = { metric: 'data', by, direction: 'asc' } as const;
        const window = { from: 'first', count: 3, after: { id: 'x\0', value } } as const;
        expect(await archive.list('app').changes(BETWEEN, { order }, window, LATER)).toBeDefined();
      }
    }
  });
});

import { expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { type GroupBy, type GroupQuery, VISIT_AGES } from '../../src/archive/group-query.ts';
import type { RowPlace } from '../../src/archive/row-query.ts';
import { dayNumber, dayOfInstant } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { describeDatabases } from './databases.ts';
import { appRows, fileApps } from './living-days.ts';
import { DAY, LATER, row } from './rows.ts';

const VISIT_AGE_NAMES: readonly string[] = VISIT_AGES;
const rows = [
  ...appRows(createLivingOrganization({ apps: 240 }), DAY),
  row('nobody’s', { creator: null, createdAt: null, lastVisitAt: null }),
  // 23:59 in UTC on the last of a month: the next month in UTC+8.
  row('at the border', { createdAt: '2025-12-31T23:59:00Z', lastVisitAt: '2026-03-22T16:00:00Z' }),
];

function keyOf(by: GroupBy, { creator, createdAt, lastVisitAt }: UsageRow): string | null {
  if (by === 'creator') return creator?.memberId ?? null;
  if (by === 'createdMonth') return createdAt && dayOfInstant(Date.parse(createdAt)).slice(0, 7);
  if (lastVisitAt === null) return 'never';
  const days = dayNumber(DAY) - dayNumber(dayOfInstant(Date.parse(lastVisitAt)));
  return days < 1 ? 'today' : days < 7 ? 'week' : days < 30 ? 'month' : days < 90 ? 'quarter' : 'older';
}

function expectedGroups(by: GroupBy): Map<string | null, { rows: number; data: number }> {
  const groups = new Map<string | null, { rows: number; data: number }>();
  for (const one of rows) {
    const key = keyOf(by, one);
    const group = groups.get(key) ?? { rows: 0, data: 0 };
    groups.set(key, { rows: group.rows + 1, data: group.data + (one.metrics?.data ?? 0) });
  }
  return groups;
}

async function walk(archive: Archive, query: GroupQuery, from: 'first' | 'last') {
  const found: { key: string | null; rows: number; data: number | null }[] = [];
  let place: RowPlace | undefined;
  for (;;) {
    const window = { count: 9, from, ...(from === 'first' ? { after: place } : { before: place }) };
    const answer = await archive.list('app').groups(DAY, query, window, LATER);
    if (answer === undefined) throw new Error('the day is complete');
    const items = answer.groups.map(({ group: { key, rows: count, metrics } }) => ({
      key,
      rows: count,
      data: metrics.data,
    }));
    if (from === 'first') found.push(...items);
    else found.unshift(...items);
    place = answer.groups.at(from === 'first' ? -1 : 0)?.place;
    if (!(from === 'first' ? answer.hasAfter : answer.hasBefore)) {
      expect(answer.totalCount).toBe(found.length);
      return found;
    }
  }
}

describeDatabases((database) => {
  async function filed(): Promise<Archive> {
    const archive = await database.open();
    await fileApps(archive, DAY, rows);
    return archive;
  }

  test('rows are grouped by creator, month of creation in UTC+8 and age of the last visit, as a plain walk groups them', async () => {
    const archive = await filed();
    for (const by of ['creator', 'createdMonth', 'lastVisitAge'] as const) {
      const groups = await walk(archive, { by }, 'first');
      expect(new Map(groups.map(({ key, ...counts }) => [key, counts]))).toEqual(expectedGroups(by));
      const order = groups.map(({ key }) => key ?? '');
      const place = (key: string) => (by === 'lastVisitAge' ? String(VISIT_AGE_NAMES.indexOf(key)) : key);
      expect(order).toEqual([...order].sort((a, b) => (place(a) < place(b) ? -1 : 1)));
    }
  });

  test('groups are ordered by their rows and by a sum, the same both ways', async () => {
    const archive = await filed();
    for (const by of ['rows', 'data'] as const) {
      const query: GroupQuery = { by: 'creator', order: { by, direction: 'desc' } };
      const groups = await walk(archive, query, 'first');
      const values = groups.map((group) => Number(group[by]));
      expect(values).toEqual([...values].sort((a, b) => b - a));
      expect(await walk(archive, query, 'last')).toEqual(groups);
    }
  });

  test('a filter decides which rows are grouped, and rows never visited can be asked for', async () => {
    const archive = await filed();
    const never = rows.filter(({ lastVisitAt }) => lastVisitAt === null).length;
    const ages = (neverVisited: boolean) =>
      walk(archive, { by: 'lastVisitAge', filter: { neverVisited } }, 'first');
    expect(await ages(true)).toMatchObject([{ key: 'never', rows: never }]);
    expect((await ages(false)).map(({ key }) => key)).not.toContain('never');
  });

  test('nothing is grouped while the list is not complete', async () => {
    const archive = await database.open();
    const window = { count: 3, from: 'first' } as const;
    expect(await archive.list('app').groups(DAY, { by: 'creator' }, window, LATER)).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import type { Archive, EntityPlace } from '../../src/archive/archive.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { DAY, ids, lookup, page, plainRow, row, SETTLED_MS } from './rows.ts';

const BEFORE = addDays(DAY, -1);
const settledAfter = (ms: number) => ({ asked: { atMs: SETTLED_MS + ms, settled: true } });

describeDatabases((database) => {
  test('an app is known by its latest name and creator, from its first to its last day', async () => {
    const archive = await database.open();
    const member = { memberId: 'm', name: 'Mei' };
    await archive.list('app').save(lookup(['a'], [row('a', { creator: member })]));
    const older = row('a', { date: BEFORE, name: 'Old', creator: { memberId: 'n', name: 'Ana' } });
    await archive.list('app').save(lookup(['a'], [older], { day: BEFORE }));
    expect(await archive.entities.byId('app', ['a', 'x'])).toEqual(
      new Map([['a', { id: 'a', name: 'Name of a', creator: member, firstDay: BEFORE, lastDay: DAY }]]),
    );
  });

  test('a member is known as a creator or from the list of members, by the latest name', async () => {
    const archive = await database.open();
    const named = (name: string) => ({ creator: { memberId: 'm', name } });
    await archive.list('app').save(lookup(['a'], [row('a', named('Mei'))]));
    const unlisted = { id: 'm', name: 'Mei', creator: null, firstDay: null, lastDay: null };
    expect((await archive.entities.byId('member', ['m'])).get('m')).toEqual(unlisted);
    const options = { list: 'member', day: BEFORE } as const;
    await archive
      .list('member')
      .save(page(0, [plainRow('m', { date: BEFORE, name: 'Old' })], 'end', options));
    expect((await archive.entities.byId('member', ['m'])).get('m')).toEqual({
      ...unlisted,
      firstDay: BEFORE,
      lastDay: BEFORE,
    });
    expect((await archive.entities.byId('app', ['m'])).size).toBe(0);
  });

  test('the organization is no entity', async () => {
    const archive = await database.open();
    const list = 'organization';
    await archive.list(list).save(page(0, [plainRow('organization', { name: '' })], 'end', { list }));
    const found = await archive.entities.search('member', {}, { count: 9, from: 'first' });
    expect(found).toEqual({ entities: [], hasBefore: false, hasAfter: false, totalCount: 0 });
  });

  test('a row that look-ups no longer know takes its day along', async () => {
    const archive = await database.open();
    const apps = archive.list('app');
    await apps.save(lookup(['a'], [row('a', { date: BEFORE })], { day: BEFORE }));
    await apps.save(lookup(['a'], [row('a')], settledAfter(1)));
    await apps.save(lookup(['a'], [], settledAfter(2)));
    await apps.save(lookup(['a'], [], settledAfter(3)));
    expect((await archive.entities.byId('app', ['a'])).get('a')).toMatchObject({
      firstDay: BEFORE,
      lastDay: BEFORE,
    });
  });

  describe('a search', () => {
    const names = ['CRM', 'crm 2', 'CRM', 'Ärzte', 'ÄRZTE', '审批', '100%', 'a_b'];
    const inOrder = [6, 7, 0, 2, 1, 3, 4, 5].map((index) => `app00${index}`);

    async function filled(): Promise<Archive> {
      const archive = await database.open();
      const rows = ids(names.length).map((id, index) =>
        row(id, { name: names[index] ?? '', creator: { memberId: index < 3 ? 'm' : 'n', name: 'Mei' } }),
      );
      await archive.list('app').save(page(0, rows, 'end'));
      return archive;
    }

    test.each(['first', 'last'] as const)(
      'walks by name whatever its case, ties by id, from the %s',
      async (from) => {
        const { entities } = await filled();
        const walked: string[] = [];
        let place: EntityPlace | undefined;
        for (let more = true; more; ) {
          const window = from === 'first' ? { after: place } : { before: place };
          const answer = await entities.search('app', {}, { count: 3, from, ...window });
          const found = answer.entities.map(({ entity: { id } }) => id);
          if (from === 'first') walked.push(...found);
          else walked.unshift(...found);
          place = answer.entities.at(from === 'first' ? -1 : 0)?.place;
          more = from === 'first' ? answer.hasAfter : answer.hasBefore;
          expect(answer.totalCount).toBe(names.length);
        }
        expect(walked).toEqual(inOrder);
      },
    );

    test('finds a part of the name, wildcards being letters, and the apps of creators', async () => {
      const { entities } = await filled();
      const found = async (query: object) => {
        const answer = await entities.search('app', query, { count: 9, from: 'first' });
        expect(answer.totalCount).toBe(answer.entities.length);
        return answer.entities.map(({ entity: { id } }) => id);
      };
      expect(await found({ nameContains: 'RM' })).toEqual(['app000', 'app002', 'app001']);
      expect(await found({ nameContains: 'ä' })).toEqual(['app003', 'app004']);
      expect(await found({ nameContains: '%' })).toEqual(['app006']);
      expect(await found({ nameContains: '_' })).toEqual(['app007']);
      expect(await found({ nameContains: '' })).toEqual(inOrder);
      expect(await found({ nameContains: '\0' })).toEqual([]);
      expect(await found({ creatorIds: ['m'] })).toEqual(['app000', 'app002', 'app001']);
      expect(await found({ nameContains: 'crm 2', creatorIds: ['m', 'n'] })).toEqual(['app001']);
      expect(await found({ creatorIds: [] })).toEqual([]);
    });
  });
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.ts';
import { ArchiveError } from '../../src/archive/archive-error.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { layersForTests } from './layers.ts';
import { fileApps } from './living-days.ts';
import { DAY, LATER, row } from './rows.ts';

const layers = layersForTests();
const FROM = addDays(DAY, -1);
const WINDOW = { count: 10, from: 'first' } as const;

/** Reads on, but refuses to write, as on a full disk. */
function readOnly(archive: Archive): Archive {
  const refuse = () => Promise.reject(new ArchiveError('unavailable', 'disk full', { readOnly: true }));
  const app = { ...archive.list('app'), save: refuse };
  return {
    ...archive,
    list: (kind) => (kind === 'app' ? app : archive.list(kind)),
    leases: { ...archive.leases, release: refuse },
  };
}

test('changes are told of a day in the archive and a day in the spool, and groups of the latter', async () => {
  const url = `sqlite:${join(await layers.directory(), 'usage.db')}`;
  const before = await openArchive({ url, origin: 'test' });
  await fileApps(before, FROM, [row('kept', { date: FROM }), row('gone', { date: FROM })]);
  await before.close();
  const { archive } = await layers.open({
    url,
    open: async () => readOnly(await openArchive({ url, origin: 'test' })),
  });
  await fileApps(archive, DAY, [row('kept'), row('new')]);
  expect(archive.status().state).toBe('readOnly');
  const changes = await archive.list('app').changes({ from: FROM, to: DAY }, {}, WINDOW, LATER);
  expect(changes?.changes.map(({ change: { id, kind } }) => [id, kind])).toEqual([
    ['gone', 'deleted'],
    ['kept', 'unchanged'],
    ['new', 'created'],
  ]);
  const groups = await archive.list('app').groups(DAY, { by: 'lastVisitAge' }, WINDOW, LATER);
  expect(groups?.groups).toMatchObject([{ group: { key: 'never', rows: 2 } }]);
});

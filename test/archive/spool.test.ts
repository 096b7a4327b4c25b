import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openSpool, type Spool } from '../../src/archive/spool.ts';
import { ids, page, row } from './rows.ts';

const opened: Spool[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

test.each(['on disk', 'in memory'])(
  'what is copied while the archive comes back fails nobody, and declares no disk broken: %s',
  async (where) => {
    const directory = await mkdtemp(join(tmpdir(), 'spool-'));
    directories.push(directory);
    const errors: string[] = [];
    const spool = await openSpool({
      directory: where === 'on disk' ? directory : undefined,
      url: 'sqlite:usage.db',
      origin: 'test',
      log: { info: () => {}, error: (_fields, message) => void errors.push(message) },
    });
    opened.push(spool);
    const answers = Array.from({ length: 5 }, (_, number) =>
      page(
        number,
        ids(100, `p${number}`).map((id) => row(id)),
        'more',
      ),
    );
    for (let round = 0; round < 5; round += 1) {
      await spool.layers(true);
      await Promise.all([spool.copy(answers), spool.copy(answers), spool.clear(), spool.copy(answers)]);
    }
    expect(errors.filter((message) => message.includes('fails'))).toEqual([]);
    expect(spool.counts()).toMatchObject({ waiting: 0, lost: 0 });
  },
);

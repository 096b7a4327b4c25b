/**
 * A process of its own for a test, one that may not write the archive's file: opens it layered, reads the row of `kept`,
 * saves one of `new`, reads that, and tells what it found.
 */
import { createLayeredArchive } from '../../src/archive/layered-archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { openSpool } from '../../src/archive/spool.ts';
import { DAY, LATER, lookup, row } from './rows.ts';

const url = `sqlite:${process.argv[2]}`;
const log = { info: () => {}, error: () => {} };
const archive = await createLayeredArchive({
  open: () => openArchive({ url, origin: 'test' }),
  spool: await openSpool({ directory: undefined, url, origin: 'test', log }),
  retryMs: 60_000,
  log,
});
const list = archive.list('app');
const before = archive.status().state;
await list.save(lookup(['new'], [row('new')]));
const found = await list.facts(DAY, ['kept', 'new'], LATER);
console.log(JSON.stringify({ before, after: archive.status().state, found: [...found.keys()].sort() }));
await archive.close();

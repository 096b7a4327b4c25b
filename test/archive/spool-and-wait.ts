/**
 * A process of its own for a test: its archive is away, it spools as many answers as it is told, and waits to be killed.
 * Arguments: the spool's directory, the archive's URL, the first id's number, how many.
 */
import { ArchiveError } from '../../src/archive/archive-error.ts';
import { createLayeredArchive } from '../../src/archive/layered-archive.ts';
import { openSpool } from '../../src/archive/spool.ts';
import { lookup, row } from './rows.ts';

const [directory, url = '', first, count] = process.argv.slice(2);
const log = { info: () => {}, error: () => {} };
const archive = await createLayeredArchive({
  open: () => Promise.reject(new ArchiveError('unavailable', 'away')),
  spool: await openSpool({ directory, url, origin: 'test', log }),
  retryMs: 60_000,
  log,
});
for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
  await archive.list('app').save(lookup([`app${number}`], [row(`app${number}`)]));
}
console.log('spooled');
setInterval(() => {}, 60_000);

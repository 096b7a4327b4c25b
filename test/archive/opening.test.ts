import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open-archive.ts';
import { lookup, row } from './rows.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'archive-'));
});
afterEach(() => rm(directory, { recursive: true }));

const url = (name = 'usage.db') => `sqlite:${join(directory, name)}`;
const open = (origin = 'test') => openArchive({ url: url(), origin });

describe('an archive', () => {
  test('is made once when several processes open it for the first time together', async () => {
    const script = `import { openArchive } from ${JSON.stringify(new URL('../../src/archive/open-archive.ts', import.meta.url))};
      const archive = await openArchive(${JSON.stringify({ url: url(), origin: 'test' })});
      await archive.overview.summary();
      await archive.close();`;
    await writeFile(join(directory, 'open.mts'), script);
    const codes = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const child = spawn(process.execPath, ['--import', 'tsx', join(directory, 'open.mts')], {
          stdio: 'inherit',
        });
        return (await once(child, 'exit'))[0];
      }),
    );
    expect(codes).toEqual([0, 0, 0, 0, 0]);
  });

  test('of a newer version is refused, and left as it is', async () => {
    await (await open()).close();
    const file = new Libsql(join(directory, 'usage.db'));
    file.exec("insert into kysely_migration values ('999-future', '2030-01-01')");
    file.close();
    await expect(open()).rejects.toMatchObject({
      kind: 'newer',
      message: expect.stringContaining('999-future'),
    });
  });

  test('of another organization is refused', async () => {
    await (await open('sandbox')).close();
    await expect(open('https://api.jodoo.com/api')).rejects.toMatchObject({
      kind: 'origin',
      message: expect.stringMatching(/sandbox.*DATABASE_URL/s),
    });
  });

  test.each([
    ['no database', () => writeFile(join(directory, 'usage.db'), 'no database at all '.repeat(1000))],
    ['a directory', () => mkdir(join(directory, 'usage.db'))],
  ])('that is %s is told in words', async (_what, prepare) => {
    await prepare();
    await expect(open()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/usage\.db cannot be used: .*DATABASE_URL/s),
    });
  });

  test('on a server that is not there is told in words, without the password', async () => {
    const opening = openArchive({ url: 'postgres://me:secret@127.0.0.1:1/usage', origin: 'test' });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('me:***@127.0.0.1'),
    });
    expect(String(error)).not.toContain('secret');
  });

  test('that only others may write is read all the same, and what is fetched is kept beside it', async () => {
    const archive = await open();
    await archive.list('app').save(lookup(['kept'], [row('kept')]));
    await archive.close();
    expect(await askedByReader(join(directory, 'usage.db'))).toEqual({
      before: 'up',
      after: 'readOnly',
      found: ['kept', 'new'],
    });
  });
});

/** Root may write everything, so that the reader has to be somebody else. */
async function askedByReader(file: string): Promise<unknown> {
  await chmod(file, 0o444);
  await chmod(directory, 0o555);
  const isRoot = process.getuid?.() === 0;
  const asNobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  const script = fileURLToPath(new URL('read-and-write.ts', import.meta.url));
  const [program = '', ...args] = [...asNobody, process.execPath, '--import', 'tsx', script, file];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  await chmod(directory, 0o755);
  return JSON.parse(output);
}

import { parseArgs } from 'node:util';
import { backupSqlite } from '../archive/backup-sqlite.ts';
import { parseEnvironment } from '../environment.ts';
import type { CommandIo } from './command-io.ts';
import { archiveOptions } from './open-gateway.ts';

/** `backup FILE`: a consistent copy of an SQLite archive, which another process may be writing to. */
export async function backupCommand({ args, env, stdout, stderr }: CommandIo): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  try {
    const [target, ...others] = positionals;
    if (target === undefined || others.length > 0) throw new Error('Name one file: backup usage-copy.db');
    const parsed = parseEnvironment(env);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const source = fileOf(archiveOptions(parsed.config).url);
    backupSqlite(source, target);
    stdout.write(
      `${source} is copied to ${target}. To use the copy, set DATABASE_URL=sqlite:${target}, or put it in the place of the file while the gateway is stopped.\n`,
    );
    return 0;
  } catch (error) {
    stderr.write(`There is no backup: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function fileOf(url: string): string {
  if (!url.startsWith('sqlite:')) {
    throw new Error(
      'the archive is in PostgreSQL. Use its own tools: pg_dump --format=custom --file=usage.dump, and pg_restore.',
    );
  }
  const path = url.slice('sqlite:'.length);
  if (path === ':memory:') throw new Error('the archive is in memory only. Set DATABASE_URL to a file.');
  return path;
}

import { parseArgs } from 'node:util';
import { backupSqlite } from '../archive/backup-sqlite.ts';
import { parseEnvironment } from '../environment.ts';
import type { CommandIo } from './command-io.ts';
import { sqliteArchiveFile } from './sqlite-archive-file.ts';

/** `backup FILE`: a consistent copy of an SQLite archive, which another process may be writing to. */
export async function backupCommand({ args, env, stdout, stderr }: CommandIo): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  try {
    const [target, ...others] = positionals;
    if (target === undefined || others.length > 0) throw new Error('Name one file: backup usage-copy.db');
    const parsed = parseEnvironment(env);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const source = sqliteArchiveFile(parsed.config);
    backupSqlite(source, target);
    stdout.write(
      `${source} is copied to ${target}. To restore it: stop the gateway, then restore ${target} --replace.\n`,
    );
    return 0;
  } catch (error) {
    stderr.write(`There is no backup: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

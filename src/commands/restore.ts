import { parseArgs } from 'node:util';
import { restoreSqlite } from '../archive/restore-sqlite.ts';
import { parseEnvironment } from '../environment.ts';
import type { CommandIo } from './command-io.ts';
import { archiveOptions } from './open-gateway.ts';
import { sqliteArchiveFile } from './sqlite-archive-file.ts';

/** `restore FILE`: a backup in the place of the archive, while no gateway runs. */
export async function restoreCommand({ args, env, stdout, stderr }: CommandIo): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { replace: { type: 'boolean', default: false } },
  });
  try {
    const [backup, ...others] = positionals;
    if (backup === undefined || others.length > 0) throw new Error('Name one file: restore usage-copy.db');
    const parsed = parseEnvironment(env);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const target = sqliteArchiveFile(parsed.config);
    const { origin } = archiveOptions(parsed.config);
    await restoreSqlite({ backup, target, replace: values.replace, origin });
    stdout.write(`${target} holds what ${backup} holds. Start the gateway.\n`);
    return 0;
  } catch (error) {
    stderr.write(`Nothing is restored: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

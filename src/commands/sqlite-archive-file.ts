import type { Config } from '../environment.ts';
import { archiveOptions } from './open-gateway.ts';

/** The file of the configured archive. Throws an Error in words where it is no file. */
export function sqliteArchiveFile(config: Config): string {
  const { url } = archiveOptions(config);
  if (!url.startsWith('sqlite:')) {
    throw new Error(
      'the archive is in PostgreSQL. Use its own tools: pg_dump --format=custom --file=usage.dump, and pg_restore.',
    );
  }
  const path = url.slice('sqlite:'.length);
  if (path === ':memory:') throw new Error('the archive is in memory only. Set DATABASE_URL to a file.');
  return path;
}

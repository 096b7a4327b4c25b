import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkDatabase } from '../../archive/check-database.ts';
import { withoutPassword } from '../../archive/without-password.ts';
import type { Config } from '../../environment.ts';
import { archiveOptions } from '../open-gateway.ts';
import type { Finding } from './finding.ts';

/** 1,000 apps take about a hundred megabytes a year. */
const LITTLE_ROOM_BYTES = 500_000_000;
const about = 'archive';

/** Looks at the archive without changing it: a newer version's doctor does not migrate. */
export async function checkArchive(config: Config): Promise<readonly Finding[]> {
  const { url } = archiveOptions(config);
  const shown = withoutPassword(url);
  if (url === 'sqlite::memory:') {
    const text = 'it is in memory and ends with the process. Set DATABASE_URL to keep it.';
    return [{ state: 'note', about, text }];
  }
  const file = url.startsWith('sqlite:') ? resolve(url.slice('sqlite:'.length)) : undefined;
  if (file !== undefined && !existsSync(file)) return [missingFile(file)];
  try {
    await checkDatabase(url);
    const fine: Finding = { state: 'fine', about, text: `${shown} answers, and is whole.` };
    return file === undefined ? [fine] : [fine, ...roomFindings(dirname(file))];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `${shown} cannot be used: ${reason}. Check DATABASE_URL and its server, or restore a backup.`;
    return [{ state: 'wrong', about, text }];
  }
}

function missingFile(file: string): Finding {
  let place = dirname(file);
  while (!existsSync(place)) place = dirname(place);
  try {
    accessSync(place, constants.W_OK);
    return { state: 'fine', about, text: `${file} is made at the first start.` };
  } catch {
    const text = `${file} cannot be made: ${place} may not be written. Change its rights, or DATABASE_URL.`;
    return { state: 'wrong', about, text };
  }
}

function roomFindings(directory: string): readonly Finding[] {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize >= LITTLE_ROOM_BYTES) return [];
  const megabytes = Math.round((bavail * bsize) / 1_000_000);
  return [
    {
      state: 'wrong',
      about: 'disk',
      text: `${directory} has ${megabytes} MB left. Make room for the archive.`,
    },
  ];
}

/** What is behind the gateway while it is measured: an archive that has all it is asked for, and a Jodoo that has nothing to do. */
import { join } from 'node:path';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays, eachDay, type StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { answersOfDay } from './answers-of-day.ts';

const HISTORY_DAYS = 180;
const APPS = 1000;
/** The days before the last one have only the first of its apps: filing all would take longer than all rounds. */
const OLD_APPS = 100;

export interface WarmUpstream {
  /** For the gateway. */
  readonly env: Readonly<Record<string, string>>;
  readonly oldAppIds: readonly string[];
  readonly close: () => Promise<void>;
}

/** Files 180 days up to `date`; with `lastOnly` none but that one. */
export async function openWarmUpstream(
  directory: string,
  date: StatisticsDay,
  { lastOnly = false }: { lastOnly?: boolean } = {},
): Promise<WarmUpstream> {
  const organization = createOrganization({ apps: APPS });
  const before = createOrganization({ apps: OLD_APPS });
  const sandbox = await startSandbox({ organization, intervalMs: 0 });
  const url = `sqlite:${join(directory, 'usage.db')}`;
  const archive = await openArchive({ url, origin: sandbox.baseUrl });
  for (const day of eachDay({ from: lastOnly ? date : addDays(date, 1 - HISTORY_DAYS), to: date })) {
    for (const answer of answersOfDay(day === date ? organization : before, day)) {
      await archive.list('app').save(answer);
    }
  }
  await archive.close();
  return {
    env: {
      COLLECT: 'off',
      DATABASE_URL: url,
      JODOO_API_KEY: 'bench',
      JODOO_BASE_URL: sandbox.baseUrl,
      JODOO_MIN_INTERVAL_MS: '1',
      LOG_LEVEL: 'warn',
    },
    oldAppIds: before.apps(date).map(({ app_id }) => app_id),
    close: sandbox.close,
  };
}

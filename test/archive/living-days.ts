/** Days of an organization that lives, filed in an archive as the upstream would have answered them. */
import type { Archive } from '../../src/archive/archive.ts';
import { LISTS } from '../../src/jodoo/lists.ts';
import { type StatisticsDay, settlesAtMs } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import type { Organization } from '../../src/sandbox/organization.ts';

/** The apps of a day in the list's order. */
export function appRows(organization: Organization, day: StatisticsDay): readonly UsageRow[] {
  const parsed = LISTS.app.parse(day, { date: day, has_next: false, items: organization.apps(day) });
  if (!parsed.ok) throw new Error(`the sandbox breaks the contract: ${parsed.issue?.message}`);
  return parsed.response.rows;
}

/** Files the whole list of a day's apps; by default after the day had settled. */
export async function fileApps(
  archive: Archive,
  day: StatisticsDay,
  rows: readonly UsageRow[],
  asked = { atMs: settlesAtMs(day, 6), settled: true },
): Promise<void> {
  const pages = Math.max(1, Math.ceil(rows.length / 100));
  for (let page = 0; page < pages; page += 1) {
    await archive.list('app').save({
      list: 'app',
      call: { kind: 'page', day, page },
      rows: rows.slice(page * 100, page * 100 + 100),
      hasNext: page < pages - 1,
      asked,
    });
  }
}

import type { ListAnswer } from '../../src/archive/fact.ts';
import { MAX_PAGE_SIZE } from '../../src/jodoo/contract.ts';
import { LISTS } from '../../src/jodoo/lists.ts';
import type { StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import type { Organization } from '../../src/sandbox/organization.ts';

/** The rows of a day's list of apps, read by the contract as the gateway reads them. */
export function appRows(organization: Organization, day: StatisticsDay): readonly UsageRow[] {
  const body = { date: day, has_next: false, items: organization.apps(day) };
  const parsed = LISTS.app.parse(day, body);
  if (!parsed.ok) throw new Error(`an invented day breaks the contract: ${parsed.issue?.message}`);
  return parsed.response.rows;
}

/** The answers to all page calls of a day's list of apps, settled. */
export function answersOfDay(organization: Organization, day: StatisticsDay): readonly ListAnswer[] {
  const rows = appRows(organization, day);
  const pages = Math.max(1, Math.ceil(rows.length / MAX_PAGE_SIZE));
  return Array.from({ length: pages }, (_, page) => ({
    list: 'app',
    call: { kind: 'page', day, page },
    rows: rows.slice(page * MAX_PAGE_SIZE, (page + 1) * MAX_PAGE_SIZE),
    hasNext: page < pages - 1,
    asked: { atMs: 0, settled: true },
  }));
}

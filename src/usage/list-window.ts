/** A stretch of a day's list in the upstream's order, read at one moment. */
import type { ListPage } from '../archive/fact.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { Facts } from './facts.ts';
import type { Found } from './found.ts';
import { createListingCount } from './listing-count.ts';
import type { ListWindow } from './operation.ts';
import type { WantGate } from './want-gate.ts';

/**
 * Rows `offset` … `offset + count - 1`. All pages of the window are read in one snapshot of the archive, until none is
 * missing there: a page that a later answer contradicts is listed again. `arrived` is told of the rows of the first
 * pages while later ones are still missing.
 */
export async function listWindow(
  kind: ListKind,
  facts: Facts,
  gate: WantGate,
  day: StatisticsDay,
  { offset, count }: { readonly offset: number; readonly count: number },
  arrived: (rows: readonly UsageRow[]) => void = () => {},
): Promise<ListWindow> {
  const first = Math.floor(offset / MAX_PAGE_SIZE);
  const last = Math.floor((offset + count - 1) / MAX_PAGE_SIZE);
  const listings = createListingCount(kind, day);
  /** Answered pages that the archive does not hold: behind the list's end, or because it cannot be written. */
  const answered = new Map<number, ListPage>();
  for (;;) {
    const { known, behindEnd } = await gate.look(kind, () => readWindow(facts, day, first, last));
    if (behindEnd !== undefined) return behindEnd;
    const pages = withoutRepeats(known, answered);
    const missing = missingPages(pages, first, last, facts.outlook(day).unknownPages);
    if (missing.length === 0) return windowOf(pages, first, offset, count);
    arrived(windowOf(pages, first, offset, count).rows);
    listings.count(missing);
    const wants = missing.map((page) => ({ kind: 'page' as const, day, page }));
    const tellOf = (page: number, found: Found) => {
      if (found.kind !== 'page') return;
      answered.set(page, { ...found.page, settled: false });
      arrived(windowOf(withoutRepeats(known, answered), first, offset, count).rows);
    };
    const listed = gate
      .needEach(kind, wants)
      .map(async (found, index) => tellOf(missing[index] ?? first, await found));
    for (const outcome of await Promise.allSettled(listed)) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }
}

interface WindowRead {
  readonly known: ReadonlyMap<number, ListPage>;
  /** The answer where the list is known to end in front of the window: it costs no call. */
  readonly behindEnd?: ListWindow;
}

async function readWindow(
  facts: Facts,
  day: StatisticsDay,
  first: number,
  last: number,
): Promise<WindowRead> {
  const known = await facts.pages(day, first, last);
  if (missingPages(known, first, last, undefined).length === 0) return { known };
  await facts.prepare(day);
  if (known.size > 0) return { known };
  const { pages, settled } = await facts.state(day);
  const ends = [...pages].some(([page, { hasNext }]) => page < first && !hasNext);
  return ends ? { known, behindEnd: { rows: [], hasNext: false, settled } } : { known };
}

/**
 * The pages to list: pages that exist by all we know at once, the others only when the one before announces them.
 */
function missingPages(
  pages: ReadonlyMap<number, ListPage>,
  first: number,
  last: number,
  unknownPages: readonly number[] | undefined,
): number[] {
  const missing: number[] = [];
  for (let page = first; page <= last; page += 1) {
    const known = pages.get(page);
    if (known === undefined) {
      const isExpected = page === first || unknownPages?.includes(page) || pages.get(page - 1)?.hasNext;
      if (isExpected) missing.push(page);
    } else if (!known.hasNext) return missing;
  }
  return missing;
}

/** The archive's pages, and answered ones beside them as long as no id is on two. */
function withoutRepeats(
  known: ReadonlyMap<number, ListPage>,
  answered: ReadonlyMap<number, ListPage>,
): Map<number, ListPage> {
  const pages = new Map(known);
  const ids = new Set([...known.values()].flatMap(({ rows }) => rows.map(({ id }) => id)));
  for (const [number, page] of answered) {
    if (pages.has(number) || page.rows.some(({ id }) => ids.has(id))) continue;
    pages.set(number, page);
    for (const { id } of page.rows) ids.add(id);
  }
  return pages;
}

function windowOf(
  pages: ReadonlyMap<number, ListPage>,
  first: number,
  offset: number,
  count: number,
): ListWindow {
  const start = offset - first * MAX_PAGE_SIZE;
  const rows: UsageRow[] = [];
  let hasNext = true;
  let settled = true;
  for (let number = first; hasNext; number += 1) {
    const page = pages.get(number);
    if (page === undefined) break;
    rows.push(...page.rows);
    hasNext = page.hasNext;
    settled &&= page.settled;
  }
  return {
    rows: rows.slice(start, start + count),
    hasNext: hasNext || rows.length > start + count,
    settled,
  };
}

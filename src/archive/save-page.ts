/** Files an aligned page of a day's list, and keeps the known pages free of contradictions. */
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { dayNumber } from '../jodoo/statistics-day.ts';
import type { Connection } from './connection.ts';
import type { ListAnswer } from './fact.ts';
import { forgetPages } from './forget-pages.ts';
import { LIST_NUMBERS } from './list-number.ts';
import { type PageRecord, pageRecords } from './list-state.ts';
import { saveRows } from './save-rows.ts';

export async function savePage(connection: Connection, answer: ListAnswer, page: number): Promise<void> {
  const { db } = connection;
  const list = LIST_NUMBERS[answer.list];
  const day = dayNumber(answer.call.day);
  const record: PageRecord = {
    page,
    row_count: answer.rows.length,
    has_next: answer.hasNext ? 1 : 0,
    asked_ms: answer.asked.atMs,
    settled: answer.asked.settled && answer.rows.every(({ metrics }) => metrics !== null) ? 1 : 0,
  };
  const known = await pageRecords(connection, list, day);
  if (answer.rows.length === 0 && !isEnd(record, known)) return;
  const overlapped = await pagesOf(connection, list, day, answer);
  const contradicted = known.filter(
    (other) => other.page === page || overlapped.has(other.page) || isOutOfPlace(record, other),
  );
  // Answers may come late: what was asked for later, or after the day had settled, stays. The rows are true all the same.
  if (hasTwins(answer) || contradicted.some((other) => outranks(other, record))) {
    await saveRows(connection, answer, () => null);
    return;
  }
  await forgetPages(
    connection,
    list,
    day,
    contradicted.map((other) => other.page),
    page,
  );
  await saveRows(connection, answer, (index) => page * MAX_PAGE_SIZE + index);
  await db
    .insertInto('list_page')
    .values({ list, day, ...record })
    .execute();
}

/** An empty page is the list's end as page 0, or right behind a known page that announces it. */
function isEnd({ page, has_next }: PageRecord, known: readonly PageRecord[]): boolean {
  if (has_next === 1) return false;
  return page === 0 || known.some((other) => other.page === page - 1 && other.has_next === 1);
}

/** Pages of a list that ends in front of one of them. */
function isOutOfPlace(page: PageRecord, other: PageRecord): boolean {
  return other.page < page.page ? other.has_next === 0 : other.page > page.page && page.has_next === 0;
}

function outranks(other: PageRecord, page: PageRecord): boolean {
  return other.settled === page.settled ? other.asked_ms > page.asked_ms : other.settled > page.settled;
}

/** An id twice: the answer contradicts itself, so where its rows stand is not known. */
function hasTwins({ rows }: ListAnswer): boolean {
  return new Set(rows.map(({ id }) => id)).size < rows.length;
}

/** Where the answer's rows stand by now: the list may have moved between the calls. */
async function pagesOf(
  { db }: Connection,
  list: number,
  day: number,
  { rows }: ListAnswer,
): Promise<Set<number>> {
  if (rows.length === 0) return new Set();
  const placed = await db
    .selectFrom('usage_row')
    .select('position')
    .where('list', '=', list)
    .where('day', '=', day)
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .where('position', 'is not', null)
    .execute();
  return new Set(placed.map(({ position }) => Math.floor((position ?? 0) / MAX_PAGE_SIZE)));
}

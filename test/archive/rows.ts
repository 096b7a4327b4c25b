import type { Belief, ListAnswer } from '../../src/archive/fact.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays, dayNumber, settlesAtMs, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';

export const DAY = statisticsDay('2026-03-23');
export const SETTLED_MS = settlesAtMs(DAY, 6);
export const SETTLED = { atMs: SETTLED_MS, settled: true };
export const PROVISIONAL = { atMs: SETTLED_MS - 2, settled: false };
const settleOffsetMs = SETTLED_MS - dayNumber(DAY) * 86_400_000;
const fromDay = addDays(DAY, -100);
/** Provisional facts are still believed, and no more. */
export const AT_ONCE: Belief = { nowMs: SETTLED_MS - 1, sinceMs: PROVISIONAL.atMs, fromDay, settleOffsetMs };
/** Provisional facts are young enough, but their day has settled since. */
export const JUST_SETTLED: Belief = { ...AT_ONCE, nowMs: SETTLED_MS };
export const LATER: Belief = { ...AT_ONCE, nowMs: SETTLED_MS + 1_000, sinceMs: SETTLED_MS + 1_000 };
/** Nobody can be asked about the day any more. */
export const TOO_LATE: Belief = { ...LATER, fromDay: addDays(DAY, 1) };

export function row(id: string, more: Partial<UsageRow> = {}): UsageRow {
  return {
    date: DAY,
    id,
    name: `Name of ${id}`,
    creator: { memberId: `creator of ${id}`, name: 'Mei' },
    createdAt: '2026-01-01T00:00:00+08:00',
    lastEditAt: null,
    lastVisitAt: null,
    metrics: metricsFrom(() => 1),
    ...more,
  };
}

/** A row as the lists of members and of the organization have them. */
export function plainRow(id: string, more: Partial<UsageRow> = {}): UsageRow {
  return row(id, { creator: null, createdAt: null, ...more });
}

export function ids(count: number, prefix = 'app'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(3, '0')}`);
}

interface AnswerOptions {
  readonly list?: ListAnswer['list'];
  /** Default: DAY. */
  readonly day?: ListAnswer['call']['day'];
  /** Default: SETTLED. */
  readonly asked?: ListAnswer['asked'];
}

/** The answer to a look-up of these ids. */
export function lookup(
  asked: readonly string[],
  rows: readonly UsageRow[],
  { list = 'app', day = DAY, asked: when = SETTLED }: AnswerOptions = {},
): ListAnswer {
  return { list, call: { kind: 'ids', day, ids: asked }, rows, hasNext: false, asked: when };
}

/** A page of a list; `more` says that the list goes on behind it. */
export function page(
  number: number,
  rows: readonly UsageRow[],
  more: 'more' | 'end',
  { list = 'app', day = DAY, asked = SETTLED }: AnswerOptions = {},
): ListAnswer {
  return { list, call: { kind: 'page', day, page: number }, rows, hasNext: more === 'more', asked };
}

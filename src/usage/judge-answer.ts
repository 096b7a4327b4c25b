/**
 * Judges what the contract's types cannot: that an answer is about what was asked, and does not contradict itself. A
 * wrong fact filed as settled would be wrong for ever, so nothing of a bad answer is used. Pure.
 */
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { LISTS, type ListCall, type ListKind, type ListResponse } from '../jodoo/lists.ts';
import { type FailureKind, UpstreamError } from '../jodoo/upstream-error.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

/** The rows of a good answer, each id once; throws an UpstreamError that says what is wrong with a bad one. */
export function judgeAnswer(
  kind: ListKind,
  call: ListCall,
  { date, rows, hasNext }: ListResponse,
): readonly UsageRow[] {
  if (date !== call.day) throw contradiction('date', `asked for ${call.day}, got ${shown(date)}`, 'final');
  const unprintable = rows.find(({ id }) => hasControlCharacter(id));
  if (unprintable) {
    throw contradiction('items', `an id contains a control character: ${shown(unprintable.id)}`, 'final');
  }
  return call.kind === 'page'
    ? judgedPage(kind, call.page, rows, hasNext)
    : judgedLookup(call.ids, rows, hasNext);
}

function judgedPage(
  kind: ListKind,
  page: number,
  rows: readonly UsageRow[],
  hasNext: boolean,
): readonly UsageRow[] {
  if (rows.length > MAX_PAGE_SIZE) {
    throw contradiction('items', `at most ${MAX_PAGE_SIZE} rows were asked for, got ${rows.length}`, 'final');
  }
  if (hasNext && rows.length < MAX_PAGE_SIZE) {
    // The next page would be asked for at the wrong offset, and rows would be dropped in silence.
    throw contradiction('has_next', `more rows are announced after a page of only ${rows.length}`, 'final');
  }
  const twice = firstRepeated(rows);
  if (twice !== undefined) {
    const { one } = LISTS[kind].noun;
    throw contradiction('items', `page ${page} holds the ${one} ${shown(twice)} twice`, 'transient');
  }
  return rows;
}

function judgedLookup(
  asked: readonly string[],
  rows: readonly UsageRow[],
  hasNext: boolean,
): readonly UsageRow[] {
  const stranger = rows.find(({ id }) => !asked.includes(id));
  if (stranger) throw contradiction('items', `nobody asked for the id ${shown(stranger.id)}`, 'transient');
  const twice = firstRepeated(rows);
  if (twice !== undefined) throw contradiction('items', `the id ${shown(twice)} is there twice`, 'transient');
  if (hasNext && rows.length < new Set(asked).size) {
    // The ids that are left out are not absent: they may come behind.
    throw contradiction(
      'has_next',
      'more rows are announced although ids that were asked for are left out',
      'transient',
    );
  }
  return rows;
}

function firstRepeated(rows: readonly UsageRow[]): string | undefined {
  const seen = new Set<string>();
  for (const { id } of rows) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return undefined;
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

const LONGEST_SHOWN = 80;

function shown(text: string): string {
  return JSON.stringify(text.slice(0, LONGEST_SHOWN));
}

function contradiction(path: string, problem: string, kind: FailureKind): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_INVALID_RESPONSE',
    kind,
    `Jodoo's answer contradicts itself or the question at ${path}: ${problem}. Nothing of it was used; if it lasts, please report it with this message.`,
    { code: null, status: 200 },
  );
}

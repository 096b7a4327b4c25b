/** Makes one call of a lane: asks, judges, files, and gives every want that the answer says something of its outcome. */
import type { Fact, ListPage } from '../archive/fact.ts';
import type { JodooClient } from '../jodoo/client.ts';
import { LISTS, type ListCall, type ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { UpstreamError } from '../jodoo/upstream-error.ts';
import { isAllZero, type UsageRow } from '../jodoo/usage-row.ts';
import type { SpanOptions, Tracer } from '../tracer.ts';
import type { Dispatch, Dispatcher } from './dispatcher.ts';
import type { Facts, FetchedAnswer } from './facts.ts';
import type { Found } from './found.ts';
import { judgeAnswer } from './judge-answer.ts';
import { createLoopShare } from './loop-share.ts';
import type { UsageLog } from './usage-log.ts';
import type { Want } from './want.ts';

export interface CallMakerOptions {
  readonly kind: ListKind;
  readonly client: JodooClient;
  readonly facts: Facts;
  readonly dispatcher: Dispatcher;
  /** Whether usage statistics are known to have been collected on a day. */
  readonly wasCollected: (day: StatisticsDay) => Promise<boolean>;
  /** Epoch milliseconds: dates the facts. */
  readonly now: () => number;
  /** Told of every call's end: the upstream's error, or null when it answered. */
  readonly onCallEnd: (kind: ListKind, call: ListCall, error: unknown) => void;
  readonly log: UsageLog;
  readonly tracer: Tracer;
}

const MAX_LINKS = 100;

/** The result never rejects; it says whether the upstream refused the call for its rate. */
export function createCallMaker(
  options: CallMakerOptions,
): (dispatch: Dispatch) => Promise<'accepted' | 'refused'> {
  const { kind, client, facts, dispatcher, wasCollected, now, onCallEnd, log, tracer } = options;

  async function fetch(dispatch: Dispatch): Promise<FetchedAnswer> {
    const { call } = dispatch;
    const askedAtMs = now();
    const response = await tracer.trace(spanOf(kind, dispatch, tracer), () => client.call(kind, call));
    const rows = judgeAnswer(kind, call, response);
    return { call, rows: await measured(call, rows), hasNext: response.hasNext, askedAtMs };
  }

  /** Nothing but zeros may be a measurement, or no statistics at all: what is known of the organization decides. */
  async function measured(call: ListCall, rows: readonly UsageRow[]): Promise<readonly UsageRow[]> {
    const isOpen = LISTS[kind].zerosMayBeMeasured && rows.length > 0 && rows.every(hasOnlyZeros);
    if (!isOpen || (await wasCollected(call.day).catch(() => false))) return rows;
    return rows.map((row) => ({ ...row, metrics: null }));
  }

  /** An answer that cannot be filed still answers those who wait for it. */
  async function file(answer: FetchedAnswer): Promise<boolean> {
    try {
      return (await facts.file(answer)).complete;
    } catch (error) {
      log.warn({ err: error, list: kind, call: answer.call }, 'an answer could not be filed');
      return false;
    }
  }

  async function settle(dispatch: Dispatch, answer: FetchedAnswer, complete: boolean): Promise<void> {
    const { call, rows } = answer;
    const entries = dispatcher.concerned(
      call,
      rows.map(({ id }) => id),
      complete,
    );
    const ids = entries.flatMap(({ want }) => (want.kind === 'row' ? [want.id] : []));
    const known = await knownAfter(facts, call, ids);
    // One answer may be for thousands who wait.
    const share = createLoopShare();
    for (const entry of entries) {
      await share();
      const found = known(entry.want) ?? foundIn(answer, entry.want);
      if (found !== undefined) dispatcher.settle(entry, found, dispatch);
    }
  }

  return async (dispatch) => {
    try {
      const answer = await fetch(dispatch);
      await settle(dispatch, answer, await file(answer));
      onCallEnd(kind, dispatch.call, null);
      return 'accepted';
    } catch (error) {
      const { call } = dispatch;
      if (call.kind === 'page' && isUnusable(error)) facts.pageFailed(call.day, call.page);
      onCallEnd(kind, call, error);
      return dispatcher.fail(dispatch, error);
    } finally {
      dispatcher.finish(dispatch);
    }
  };
}

/** One call may be made for many who wait: the first one's span is its parent, the others are linked. */
function spanOf(kind: ListKind, { call, carried }: Dispatch, { isOn }: Tracer): SpanOptions {
  const name = `Jodoo ${kind}`;
  if (!isOn) return { name };
  const askers = new Set(carried().flatMap(({ waiting }) => [...waiting.keys()]));
  const spans = [...askers].flatMap(({ span }) => span ?? []).slice(0, MAX_LINKS);
  const what = call.kind === 'page' ? { 'jodoo.page': call.page } : { 'jodoo.ids': call.ids.length };
  const attributes = { 'jodoo.list': kind, 'jodoo.day': call.day, ...what };
  return { name, kind: 'client', attributes, parent: spans[0], links: spans.slice(1) };
}

/**
 * What the archive says once the answer is filed: it weighs the answer against what else is known, so that a row seen is
 * never hidden by an absence. Where it cannot be read, the answer speaks for itself.
 */
async function knownAfter(
  facts: Facts,
  call: ListCall,
  ids: readonly string[],
): Promise<(want: Want) => Found | undefined> {
  const page = call.kind === 'page' ? call.page : undefined;
  const [rows, pages] = await Promise.all([
    facts.facts(call.day, ids).catch(() => new Map<string, Fact>()),
    page === undefined
      ? new Map<number, ListPage>()
      : facts.pages(call.day, page, page).catch(() => new Map<number, ListPage>()),
  ]);
  return (want) => {
    if (want.kind === 'row') return rows.get(want.id);
    const found = pages.get(want.page);
    return found && { kind: 'page', page: found };
  };
}

/** What the answer says of a want that was asked for; nobody may take it as settled. */
function foundIn({ call, rows, hasNext }: FetchedAnswer, want: Want): Found | undefined {
  if (want.kind === 'page') return { kind: 'page', page: { rows, hasNext, settled: false } };
  const row = rows.find(({ id }) => id === want.id);
  if (row) return { kind: 'row', row, settled: false };
  const isAbsent = call.kind === 'ids' && call.ids.includes(want.id);
  return isAbsent ? { kind: 'absent', settled: false } : undefined;
}

function hasOnlyZeros({ metrics }: UsageRow): boolean {
  return metrics === null || isAllZero(metrics);
}

function isUnusable(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_INVALID_RESPONSE';
}

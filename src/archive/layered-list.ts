/** One list, read from several layers as if it were in one archive. */
import { GatewayError } from '../errors.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { dayNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { ListArchive, ListState } from './archive.ts';
import type { Belief, ListAnswer } from './fact.ts';
import { archiveUnavailable, type LayerReader } from './layer-reader.ts';
import { createLayeredAnalytics } from './layered-analytics.ts';
import {
  mergedDaySums,
  mergedDays,
  mergedFacts,
  mergedPages,
  mergedStaleDays,
  nearestDay,
} from './merge-layers.ts';
import type { RowQuery } from './row-query.ts';

export interface LayeredListOptions {
  readonly kind: ListKind;
  readonly reader: LayerReader;
  readonly save: (answer: ListAnswer) => Promise<void>;
  /** Makes answers readable in the last layer. */
  readonly copy: (answers: readonly ListAnswer[]) => Promise<void>;
}

const DAY_MS = 86_400_000;

export function createLayeredList({ kind, reader, save, copy }: LayeredListOptions): ListArchive {
  const { gather } = reader;
  /** Once complete and settled, a day stays so: what is known while the archive is away. */
  const completeOnce = new Set<StatisticsDay>();

  const pages: ListArchive['pages'] = async (day, first, last, belief) =>
    mergedPages(await gather((archive) => archive.list(kind).pages(day, first, last, belief)));

  const facts: ListArchive['facts'] = async (day, ids, belief) => {
    const layers = await gather(
      (archive) => archive.list(kind).facts(day, ids, belief),
      (known) => known.size >= ids.length && [...known.values()].every((fact) => fact.kind === 'row'),
    );
    return mergedFacts(layers);
  };

  async function state(day: StatisticsDay, belief: Belief): Promise<ListState> {
    const ask = () =>
      gather(
        (archive) => archive.list(kind).state(day, belief),
        ({ complete }) => complete,
      );
    const states = await ask();
    const known = states.filter(({ pages: { size } }) => size > 0);
    const best = bestState(known) ?? lastOf(states);
    if (best.complete || known.length < 2) return best;
    // Each layer has a part of the list; together in the last one they may be all of it.
    await copyPages(day, Math.max(...known.flatMap((one) => [...one.pages.keys()])), belief);
    return bestState(await ask()) ?? best;
  }

  async function copyPages(day: StatisticsDay, lastPage: number, belief: Belief): Promise<void> {
    const merged = await pages(day, 0, lastPage, belief);
    await copy(
      [...merged]
        .sort(([a], [b]) => a - b)
        .map(([page, { rows, hasNext, settled }]) => ({
          list: kind,
          call: { kind: 'page', day, page },
          rows,
          hasNext,
          asked: { atMs: askedAtLeast(day, belief), settled },
        })),
    );
  }

  /** Rows of asked ids, or sums over them, when each layer knows only some of the ids. */
  async function together<T>(
    day: StatisticsDay,
    query: RowQuery,
    belief: Belief,
    ask: () => Promise<(T | undefined)[]>,
  ): Promise<T | undefined> {
    const answers = await ask();
    const answer = answers.find((one) => one !== undefined);
    if (answer !== undefined || answers.length < 2 || query.ids === undefined) return answer;
    await copyFacts(day, query.ids, belief);
    return (await ask()).find((one) => one !== undefined);
  }

  async function copyFacts(day: StatisticsDay, askedIds: readonly string[], belief: Belief): Promise<void> {
    const all = [...(await facts(day, askedIds, belief))];
    await copy(
      [false, true].flatMap((settled) => {
        const known = all.filter(([, fact]) => fact.settled === settled);
        if (known.length === 0) return [];
        const ids = known.map(([id]) => id);
        const rows = known.flatMap(([, fact]) => (fact.kind === 'row' ? [fact.row] : []));
        const asked = { atMs: askedAtLeast(day, belief), settled };
        return [{ list: kind, call: { kind: 'ids', day, ids }, rows, hasNext: false, asked } as const];
      }),
    );
  }

  return {
    facts,
    pages,
    state,
    ...createLayeredAnalytics({ kind, reader, state, copyPages }),
    rows: (day, query, window, belief) =>
      together(day, query, belief, () =>
        gather(
          (archive) => archive.list(kind).rows(day, query, window, belief),
          (answer) => answer !== undefined,
        ),
      ),
    sum: (day, query, belief) =>
      together(day, query, belief, () =>
        gather(
          (archive) => archive.list(kind).sum(day, query, belief),
          (answer) => answer !== undefined,
        ),
      ),
    staleDays: async (question) =>
      mergedStaleDays(await gather((archive) => archive.list(kind).staleDays(question))),
    save,
    async completeDays(range) {
      const layers = await gather((archive) => archive.list(kind).completeDays(range));
      const remembered = [...completeOnce].filter((day) => day >= range.from && day <= range.to);
      if (reader.state() === 'down') return mergedDays([...layers, remembered]);
      const days = mergedDays(layers);
      for (const day of remembered) completeOnce.delete(day);
      for (const day of days) completeOnce.add(day);
      return days;
    },
    daySums: async (range) => mergedDaySums(await gather((archive) => archive.list(kind).daySums(range))),
    nearestCompleteDay: async (day) =>
      nearestDay(day, await gather((archive) => archive.list(kind).nearestCompleteDay(day))),
    async listedIds(day) {
      const isSome = (ids: readonly string[]) => ids.length > 0;
      return (await gather((archive) => archive.list(kind).listedIds(day), isSome)).find(isSome) ?? [];
    },
    async knowsDay(day) {
      const known = await gather((archive) => archive.list(kind).knowsDay(day), Boolean);
      if (known.some(Boolean)) return true;
      if (reader.state() === 'down') throw dayUnavailable(day);
      return false;
    },
    async history(id, range, window, belief) {
      // One layer alone says which days it does not know.
      const answers = await gather(
        (archive) => archive.list(kind).history(id, range, window, belief),
        () => true,
      );
      return lastOf(answers);
    },
    async *export(range) {
      // A part of the rows would be taken for all of them.
      if (reader.state() !== 'up') throw archiveUnavailable();
      const rows = await reader.primaryOnly(async (archive) => archive.list(kind).export(range));
      yield* rows;
    },
  };
}

function bestState(states: readonly ListState[]): ListState | undefined {
  return states.find(({ complete }) => complete) ?? states.at(-1);
}

function lastOf<T>(answers: readonly T[]): T {
  const last = answers.at(-1);
  if (last === undefined) throw new Error('no layer answered');
  return last;
}

/** The earliest moment at which a fact that is believed now can have been asked for. */
function askedAtLeast(day: StatisticsDay, { nowMs, sinceMs, settleOffsetMs }: Belief): number {
  const settlesMs = dayNumber(day) * DAY_MS + settleOffsetMs;
  return settlesMs <= nowMs ? Math.max(sinceMs, settlesMs) : sinceMs;
}

function dayUnavailable(day: StatisticsDay): GatewayError {
  return new GatewayError(
    'ARCHIVE_UNAVAILABLE',
    `The archive is not available at the moment, and Jodoo itself no longer has ${day}. Try again later.`,
    { retryable: true },
  );
}

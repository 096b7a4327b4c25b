/**
 * Stale rather than nothing: reads a list as usual, and where the upstream does not answer once more with numbers that have
 * expired. Each day of which such numbers were used is noted. Where they do not suffice, either, the failure stands.
 */
import DataLoader from 'dataloader';
import { GatewayError } from '../errors.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { eachDay, type StatisticsDay } from '../jodoo/statistics-day.ts';
import { once } from '../once.ts';
import type { Facts } from './facts.ts';
import type { HotList } from './hot-days.ts';
import { createListReader } from './list-reader.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { ListReader } from './operation.ts';
import { staleFacts } from './stale-facts.ts';
import type { StaleNotes } from './stale-notes.ts';
import type { WantGate } from './want-gate.ts';

export interface StaleReaderOptions {
  readonly kind: ListKind;
  readonly facts: Facts;
  readonly hot: HotList;
  readonly gate: WantGate;
  /** The usual reader. */
  readonly fresh: ListReader;
  /** How long ago numbers may have expired, in milliseconds. */
  readonly staleMs: number;
  readonly notes: StaleNotes;
  /** Notes whether something that was read stays true for ever. */
  readonly note: (isLasting: boolean) => void;
}

/** What an answer is about. */
interface Subject {
  readonly days: readonly StatisticsDay[];
  readonly ids?: readonly string[] | undefined;
}

interface RowKey {
  readonly day: StatisticsDay;
  readonly id: string;
}

export function createStaleReader(options: StaleReaderOptions): ListReader {
  const { kind, hot, gate, fresh, staleMs, notes, note } = options;
  // Most operations never need them: the upstream is there.
  const facts = once(() => staleFacts(options.facts, staleMs));
  const stale = once(() => createListReader({ kind, facts: facts(), hot, gate: withoutCalls(gate), note }));
  /** Rows are asked for one by one; their ages are read together. */
  const rowAges = once(() => new DataLoader<RowKey, null>(noteRowAges, { cache: false }));

  async function noteRowAges(keys: readonly RowKey[]): Promise<null[]> {
    for (const day of new Set(keys.map((key) => key.day))) {
      await noteAges({ days: [day], ids: keys.flatMap((key) => (key.day === day ? [key.id] : [])) });
    }
    return keys.map(() => null);
  }

  async function noteAges(subject: Subject): Promise<void> {
    const beliefs = { fresh: options.facts.belief(), stale: facts().belief() };
    const { nowMs, fromDay } = beliefs.fresh;
    // Earlier days do not expire: nobody can be asked about them any more.
    const days = subject.days.filter((day) => day >= fromDay);
    const found = await gate.look(kind, () => facts().archive.staleDays({ ...subject, days, ...beliefs }));
    for (const { day, askedMs } of found) notes.note({ list: kind, date: day, ageMs: nowMs - askedMs });
  }

  /** The usual answer; else the stale one, if the upstream is away and the archive has one. */
  function orStale<T>(
    answer: MaybePromise<T>,
    readStale: () => MaybePromise<T>,
    noteAge: () => Promise<unknown>,
  ): MaybePromise<T> {
    if (!(answer instanceof Promise)) return answer;
    return answer.catch(async (error: unknown) => {
      if (!(error instanceof GatewayError) || error.code !== 'UPSTREAM_UNAVAILABLE') throw error;
      try {
        const value = await readStale();
        await noteAge();
        return value;
      } catch {
        throw error;
      }
    });
  }

  const promised = async <T>(answer: Promise<T>, readStale: () => Promise<T>, subject: Subject): Promise<T> =>
    await orStale(answer, readStale, () => noteAges(subject));

  return {
    row: (day, id) =>
      orStale(
        fresh.row(day, id),
        () => stale().row(day, id),
        () => rowAges().load({ day, id }),
      ),
    window: (day, offset, count, arrived) =>
      orStale(
        fresh.window(day, offset, count, arrived),
        () => stale().window(day, offset, count),
        () => noteAges({ days: [day] }),
      ),
    rows: (day, query, window) =>
      orStale(
        fresh.rows(day, query, window),
        () => stale().rows(day, query, window),
        () => noteAges({ days: [day], ids: query.ids }),
      ),
    sum: (day, query) =>
      orStale(
        fresh.sum(day, query),
        () => stale().sum(day, query),
        () => noteAges({ days: [day], ids: query.ids }),
      ),
    sumIfKnown: fresh.sumIfKnown,
    history: (id, range, window, wait, arrived) =>
      orStale(
        fresh.history(id, range, window, wait, arrived),
        () => stale().history(id, range, window, wait),
        () => noteAges({ days: eachDay(range), ids: [id] }),
      ),
    series: (id, question) =>
      orStale(
        fresh.series(id, question),
        () => stale().series(id, question),
        () => noteAges({ days: eachDay(question.range), ids: [id] }),
      ),
    daySums: (range, wait) =>
      orStale(
        fresh.daySums(range, wait),
        () => stale().daySums(range, wait),
        () => noteAges({ days: eachDay(range) }),
      ),
    changes: (days, query, window) =>
      promised(fresh.changes(days, query, window), () => stale().changes(days, query, window), {
        days: [days.from, days.to],
      }),
    groups: (day, query, window) =>
      promised(fresh.groups(day, query, window), () => stale().groups(day, query, window), { days: [day] }),
    completeDay: fresh.completeDay,
  };
}

/** Whatever is missing stays missing. */
function withoutCalls(gate: WantGate): WantGate {
  const missing = () => new GatewayError('UPSTREAM_UNAVAILABLE', 'Not even expired numbers are archived.');
  return {
    ...gate,
    makesCalls: false,
    needEach() {
      throw missing();
    },
    async need() {
      throw missing();
    },
  };
}

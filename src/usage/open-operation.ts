import type { Archive } from '../archive/archive.ts';
import { badUserInput } from '../errors.ts';
import type { EntityKind, ListKind } from '../jodoo/lists.ts';
import { type DayRange, daysInRange, type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';
import { once } from '../once.ts';
import type { Tracer } from '../tracer.ts';
import type { OperationLimits } from './admission.ts';
import { combinedSlots } from './combined-slots.ts';
import { dateOutOfRange } from './date-out-of-range.ts';
import type { EntityCache } from './entity-cache.ts';
import { createEntityReader } from './entity-reader.ts';
import type { Lane } from './lane.ts';
import { createListReader } from './list-reader.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { GatewayReader, ListReader, Operation, Shelf } from './operation.ts';
import { createPricingGate } from './pricing-gate.ts';
import { createStaleNotes } from './stale-notes.ts';
import { createStaleReader } from './stale-reader.ts';
import { createWantGate, type WantGate } from './want-gate.ts';

export interface OpenOperationOptions {
  readonly lanes: ReadonlyMap<ListKind, Lane>;
  readonly archive: Archive;
  readonly entities: EntityCache;
  readonly limits: OperationLimits;
  readonly minIntervalMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: () => AbortSignal;
  readonly callerName: string;
  /** The error for whoever asks while the upstream does not answer; undefined while it does. */
  readonly refusal: () => Error | undefined;
  /** Background work has no deadline and no cost limit, and yields to everybody. */
  readonly background: boolean;
  /** How long ago numbers may have expired that are answered while the upstream is away, in milliseconds; 0: not at all. */
  readonly staleMs: number;
  readonly tracer: Tracer;
}

/** Ten years. */
export const MAX_RANGE_DAYS = 3_660;

/** Opens an operation; its wants vanish when the signal is aborted. */
export function openOperation(options: OpenOperationOptions): Operation {
  return operationThrough(createWantGate(options), options);
}

function operationThrough(gate: WantGate, options: OpenOperationOptions): Operation {
  const { lanes, archive, now, background, staleMs } = options;
  /** Midnight never passes in the middle of an answer. */
  const nowMs = now();
  const answerable = once(() => upstreamDays(nowMs));
  /** undefined while nothing was read. */
  let lasting: boolean | undefined;
  const note = (isLasting: boolean) => {
    lasting = isLasting && lasting !== false;
  };
  const look = <T>(read: () => Promise<T>) => gate.look('app', read);
  const staleNotes = createStaleNotes();

  const list = madeOnce((kind: ListKind): ListReader => {
    const lane = lanes.get(kind);
    if (lane === undefined) throw new RangeError(`there is no lane for ${kind}`);
    const { facts, hot } = lane;
    const fresh = createListReader({ kind, facts, hot, gate, note });
    const isStaleTaken = staleMs > 0 && gate.makesCalls && !background;
    if (!isStaleTaken) return fresh;
    return createStaleReader({ kind, facts, hot, gate, note, fresh, staleMs, notes: staleNotes });
  });
  const entities = madeOnce((kind: EntityKind) =>
    createEntityReader({
      kind,
      archive: archive.entities,
      cache: options.entities,
      look,
      noteFleeting: () => note(false),
    }),
  );

  function fleeting<T>(value: T): T {
    note(false);
    return value;
  }

  const gateway: GatewayReader = {
    slots: () => fleeting(combinedSlots([...lanes.values()].map((lane) => lane.state()))),
    lanes: () => fleeting(new Map([...lanes.values()].map((lane) => [lane.kind, lane.state()]))),
    summary: () => fleeting(look(() => archive.overview.summary())),
    coverage: (range) => fleeting(look(() => archive.overview.coverage(range))),
    discrepancies: (range) => fleeting(look(() => archive.overview.discrepancies(range))),
  };

  function requestedDay(kind: ListKind, date: StatisticsDay | null | undefined): MaybePromise<StatisticsDay> {
    const { from, to } = answerable();
    if (!date) return fleeting(to);
    if (date > to) throw fleeting(dateOutOfRange(date, nowMs));
    if (date >= from || lanes.get(kind)?.hot.has(date)) return date;
    return look(() => archive.list(kind).knowsDay(date)).then((isKnown) => {
      if (isKnown) return date;
      throw fleeting(dateOutOfRange(date, nowMs));
    });
  }

  return {
    list,
    entities,
    gateway,
    latestDay: () => fleeting(answerable().to),
    upstreamDays: () => fleeting(answerable()),
    requestedDay,
    requestedRange: (range) => checkedRange(range, nowMs),
    admitted: gate.admitted,
    report() {
      const { calls, waitMs, callsMs, archiveMs, hasLooked } = gate.report();
      const stale = staleNotes.all();
      const known: Shelf = hasLooked ? 'archive' : 'memory';
      const shelf: Shelf = calls > 0 ? 'upstream' : stale.length > 0 ? 'stale' : known;
      return { calls, waitMs, callsMs, archiveMs, lasting: lasting === true, stale, shelf };
    },
    dryRun() {
      const pricing = createPricingGate(options);
      return { operation: operationThrough(pricing, options), price: pricing.price };
    },
  };
}

/** Most operations read one list of several. */
function madeOnce<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function checkedRange({ from, to }: DayRange, nowMs: number): DayRange {
  if (from > to) throw badUserInput(`'from' ${from} lies after 'to' ${to}: swap them.`);
  if (to > upstreamDays(nowMs).to) throw dateOutOfRange(to, nowMs);
  const days = daysInRange({ from, to });
  if (days <= MAX_RANGE_DAYS) return { from, to };
  throw badUserInput(`A range holds at most ${MAX_RANGE_DAYS} days; ${from} to ${to} are ${days}. Split it.`);
}

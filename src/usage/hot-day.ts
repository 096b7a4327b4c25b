/**
 * One complete, settled day of a list in memory: answers the same as the archive, at once. Nothing of it ever changes;
 * an answer that is filed for the day later replaces it as a whole (`hot-days.ts`).
 *
 * The latest names of creators move on all the same: rows hold them as they were when the day was read.
 */
import type { Fact } from '../archive/fact.ts';
import type { RowFilter, RowOrder, RowQuery, RowsAnswer, RowsSum, RowWindow } from '../archive/row-query.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { ListWindow } from './operation.ts';
import { rowFilter } from './row-filter.ts';
import { orderedIndexes } from './row-order.ts';
import { summedRows } from './row-sums.ts';
import { cutAsked, cutSequence } from './row-window.ts';

export interface HotDay {
  /** undefined: the archive has to be asked. */
  fact(id: string): Fact | undefined;
  window(offset: number, count: number): ListWindow;
  /** undefined while one of the asked ids is not known here. */
  rows(query: RowQuery, window: RowWindow): RowsAnswer | undefined;
  /** undefined likewise. */
  sum(query: RowQuery): RowsSum | undefined;
  /** Keeps a settled fact about an id that is not in the list, as the archive told it. */
  learn(id: string, fact: Fact): void;
}

/** Rows that a filter lets through, as indexes in an order, and the sums over them once they are asked for. */
interface Selection {
  readonly indexes: Uint32Array;
  sum: RowsSum | undefined;
}

/** Of a filter and an order; the orders of the whole list are always kept, for there are only so many. */
const MAX_FILTERED = 8;
const MAX_KEY_LENGTH = 512;
/** Ids outside the list: as many as there are rows and a few, at most. */
const MAX_OTHERS = 1_000;
const FEW_OTHERS = 16;

/** `rows` in the upstream's order, each id once. */
export function createHotDay(rows: readonly UsageRow[]): HotDay {
  const positions = new Map(rows.map(({ id }, position) => [id, position]));
  const facts = rows.map((row): Fact => ({ kind: 'row', row, settled: true }));
  const others = new Map<string, Fact>();
  const maxOthers = Math.min(MAX_OTHERS, rows.length + FEW_OTHERS);
  const whole = new Map<string, Selection>();
  const filtered = new Map<string, Selection>();

  function fact(id: string): Fact | undefined {
    const position = positions.get(id);
    return position === undefined ? others.get(id) : facts[position];
  }

  function inOrder(order: RowOrder | undefined): Selection {
    const key = order === undefined ? '' : `${order.by} ${order.direction}`;
    const known = whole.get(key);
    if (known !== undefined) return known;
    const indexes = order === undefined ? Uint32Array.from(rows.keys()) : orderedIndexes(rows, order);
    const selection = { indexes, sum: undefined };
    whole.set(key, selection);
    return selection;
  }

  function select(filter: RowFilter | undefined, order: RowOrder | undefined): Selection {
    const passes = rowFilter(filter);
    const all = inOrder(order);
    if (passes === undefined) return all;
    const key = JSON.stringify([filter, order]);
    const known = filtered.get(key);
    const selection = known ?? {
      indexes: all.indexes.filter((index) => {
        const row = rows[index];
        return row !== undefined && passes(row);
      }),
      sum: undefined,
    };
    if (key.length > MAX_KEY_LENGTH) return selection;
    filtered.delete(key);
    filtered.set(key, selection);
    const [oldest] = filtered.keys();
    if (filtered.size > MAX_FILTERED && oldest !== undefined) filtered.delete(oldest);
    return selection;
  }

  /** What is known of asked ids; undefined while it is not known of each. */
  function lookUp(ids: readonly string[], filter: RowFilter | undefined) {
    const asked = [...new Set(ids)];
    const passes = rowFilter(filter) ?? (() => true);
    const matching = new Map<string, UsageRow>();
    const absentIds: string[] = [];
    for (const id of asked) {
      const known = fact(id);
      if (known === undefined) return undefined;
      if (known.kind === 'absent') absentIds.push(id);
      else if (passes(known.row)) matching.set(id, known.row);
    }
    return { asked, matching, absentIds };
  }

  function rowsOfIds(
    ids: readonly string[],
    { filter, order }: RowQuery,
    window: RowWindow,
  ): RowsAnswer | undefined {
    const known = lookUp(ids, filter);
    if (known === undefined) return undefined;
    const { asked, matching, absentIds } = known;
    const found = [...matching.values()];
    const cut =
      order === undefined
        ? cutAsked(asked, matching, window)
        : cutSequence({ rows: found, indexes: orderedIndexes(found, order), order }, window, () => undefined);
    return { absentIds, settled: true, ...cut };
  }

  return {
    fact,
    window: (offset, count) => ({
      rows: rows.slice(offset, offset + count),
      hasNext: offset + count < rows.length,
      settled: true,
    }),
    rows(query, window) {
      const { ids, filter, order } = query;
      if (ids !== undefined) return rowsOfIds(ids, query, window);
      const { indexes } = select(filter, order);
      const cut = cutSequence({ rows, indexes, order }, window, (id) => positions.get(id));
      return { absentIds: [], settled: true, ...cut };
    },
    sum({ ids, filter }) {
      if (ids !== undefined) {
        const known = lookUp(ids, filter);
        return known && summedRows([...known.matching.values()]);
      }
      const selection = select(filter, undefined);
      selection.sum ??= summedRows(Array.from(selection.indexes, (index) => rows[index]).filter(isDefined));
      return selection.sum;
    },
    learn(id, known) {
      if (known.settled && !positions.has(id) && others.size < maxOthers) others.set(id, known);
    },
  };
}

/** Of a row with its places in the orders, its metrics and creator, measured; texts come on top. */
const ROW_BYTES = 900;
/** Of what a day needs without any row. */
const DAY_BYTES = 4_000;
const BYTES_PER_CHARACTER = 2;

/** About how many bytes a day takes, with all its orders. */
export function hotDayBytes(rows: readonly UsageRow[]): number {
  return rows.reduce((bytes, row) => bytes + hotRowBytes(row), DAY_BYTES);
}

export function hotRowBytes({ id, name, creator, createdAt, lastEditAt, lastVisitAt }: UsageRow): number {
  const texts = [id, name, creator?.memberId, creator?.name, createdAt, lastEditAt, lastVisitAt];
  let characters = 0;
  for (const text of texts) characters += text?.length ?? 0;
  return ROW_BYTES + characters * BYTES_PER_CHARACTER;
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}

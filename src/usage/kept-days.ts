/** One settled value for each of some days, each until an answer is filed for its day. */
import { type DayRange, dayFromNumber, dayNumber } from '../jodoo/statistics-day.ts';
import type { FiledDays } from './filed-days.ts';

export interface KeptDays<T> {
  /** By day number. */
  current(): ReadonlyMap<number, T>;
  /** What was read of days after `filings` answers had been filed. */
  keep(found: Iterable<readonly [day: number, value: T]>, filings: number): void;
  /** About. */
  bytes(): number;
}

const DAY_BYTES = 50;

export function createKeptDays<T>(filed: FiledDays, bytesOf: (value: T) => number): KeptDays<T> {
  const values = new Map<number, T>();
  let bytes = 0;
  let checkedAt = filed.count();

  function forget(day: number): void {
    const value = values.get(day);
    if (value === undefined) return;
    bytes -= DAY_BYTES + bytesOf(value);
    values.delete(day);
  }

  function current(): ReadonlyMap<number, T> {
    if (filed.count() !== checkedAt) {
      for (const day of filed.since(checkedAt)) forget(day);
      checkedAt = filed.count();
    }
    return values;
  }

  return {
    current,
    keep(found, filings) {
      current();
      const filedMeanwhile = new Set(filed.since(filings));
      for (const [day, value] of found) {
        if (filedMeanwhile.has(day)) continue;
        forget(day);
        values.set(day, value);
        bytes += DAY_BYTES + bytesOf(value);
      }
    },
    bytes: () => bytes,
  };
}

/** The shortest stretch of a range that holds all its days that are not kept; undefined where each is. */
export function stretchToRead(
  kept: ReadonlyMap<number, unknown>,
  { from, to }: DayRange,
): DayRange | undefined {
  let first = dayNumber(from);
  let last = dayNumber(to);
  while (first <= last && kept.has(first)) first += 1;
  while (first <= last && kept.has(last)) last -= 1;
  return first > last ? undefined : { from: dayFromNumber(first), to: dayFromNumber(last) };
}

import { addDays, isDay } from '../format/days.ts';

export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The range of two days in either order. */
export function rangeOf(one: string, other: string): DayRange {
  return one <= other ? { from: one, to: other } : { from: other, to: one };
}

/** The range of an address within what can be collected; undefined when it names none. */
export function readRange(
  { from, to }: Readonly<Record<string, string | undefined>>,
  within: DayRange,
): DayRange | undefined {
  if (!isDay(from) || !isDay(to)) return undefined;
  const range = rangeOf(from, to);
  if (range.to < within.from || range.from > within.to) return undefined;
  return {
    from: range.from < within.from ? within.from : range.from,
    to: range.to > within.to ? within.to : range.to,
  };
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** The day that a key goes to; undefined for keys that go nowhere. */
export function dayByKey(key: string, day: string, within: DayRange): string | undefined {
  if (key === 'Home') return within.from;
  if (key === 'End') return within.to;
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const next = addDays(day, step);
  return next < within.from ? within.from : next > within.to ? within.to : next;
}

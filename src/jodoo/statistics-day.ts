/**
 * A calendar day as the upstream counts it: `yyyy-MM-dd` in UTC+8, whatever the caller's or the server's zone.
 * UTC+8 has no daylight saving, so a day always is 24 hours and day arithmetic is exact.
 */
export type StatisticsDay = string & { readonly __unit: 'StatisticsDay' };

/** An inclusive range of days. */
export interface DayRange {
  readonly from: StatisticsDay;
  readonly to: StatisticsDay;
}

/** The upstream answers T-180 … T-1; older days are an error there. */
export const UPSTREAM_DAYS = 180;

const DAY_MS = 86_400_000;
const UTC_PLUS_8_MS = 8 * 3_600_000;
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** True for a day that exists in the calendar, written `yyyy-MM-dd`; false for `2026-02-30` or `2026-2-3`. */
export function isStatisticsDay(text: string): text is StatisticsDay {
  if (isKnown(text)) return true;
  if (!DAY_PATTERN.test(text)) return false;
  const midnightMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().startsWith(text);
}

/** The day, or a RangeError that echoes the text: for input that was checked before. */
export function statisticsDay(text: string): StatisticsDay {
  if (!isStatisticsDay(text)) throw new RangeError(`not a calendar day of the form yyyy-MM-dd: ${text}`);
  return text;
}

/** The day that an instant (epoch ms) falls on in UTC+8. */
export function dayOfInstant(instantMs: number): StatisticsDay {
  return dayFromNumber(Math.floor((instantMs + UTC_PLUS_8_MS) / DAY_MS));
}

/** Whole days since 1970-01-01: a compact key that sorts as days do. */
export function dayNumber(day: StatisticsDay): number {
  return kept(numbers, day, () => Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

export function dayFromNumber(number: number): StatisticsDay {
  return kept(days, number, () => statisticsDay(new Date(number * DAY_MS).toISOString().slice(0, 10)));
}

/** Calendar days as they were worked out before: answers name the same ones again and again, ten years at a time. */
const MAX_DAYS_KEPT = 20_000;
const numbers = new Map<StatisticsDay, number>();
const days = new Map<number, StatisticsDay>();

/** Only days are ever kept. */
function isKnown(text: string): boolean {
  const known: ReadonlyMap<string, number> = numbers;
  return known.has(text);
}

function kept<K, V>(known: Map<K, V>, key: K, work: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = work();
  if (known.size >= MAX_DAYS_KEPT) known.clear();
  known.set(key, value);
  return value;
}

export function addDays(day: StatisticsDay, days: number): StatisticsDay {
  return dayFromNumber(dayNumber(day) + days);
}

/** How many days a range holds, both ends included; 0 or less when `from` lies after `to`. */
export function daysInRange({ from, to }: DayRange): number {
  return dayNumber(to) - dayNumber(from) + 1;
}

/** Every day of a range, ascending. */
export function eachDay({ from, to }: DayRange): StatisticsDay[] {
  const last = dayNumber(to);
  const range: StatisticsDay[] = [];
  for (let day = dayNumber(from); day <= last; day += 1) range.push(dayFromNumber(day));
  return range;
}

/** The days that the upstream answers at an instant: T-180 … T-1. */
export function upstreamDays(nowMs: number): DayRange {
  const today = dayOfInstant(nowMs);
  return { from: addDays(today, -UPSTREAM_DAYS), to: addDays(today, -1) };
}

/**
 * The instant from which a day's numbers are taken as final: `settleAfterHours` after the day's end in UTC+8.
 * The upstream does not document how long after midnight it still counts, hence a setting.
 */
export function settlesAtMs(day: StatisticsDay, settleAfterHours: number): number {
  return (dayNumber(day) + 1) * DAY_MS - UTC_PLUS_8_MS + settleAfterHours * 3_600_000;
}

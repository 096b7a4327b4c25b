import { dayFromNumber, type StatisticsDay } from '../jodoo/statistics-day.ts';

const FIRST_MINUTE = 8 * 60;
const WORKING_MINUTES = 11 * 60;
const MOST_KEPT_DAYS = 20_000;
/** A list has thousands of instants, and to write a day down takes longer than all else about them. */
const keptDays = new Map<number, StatisticsDay>();

/** An instant in a day's working hours (08:00 to 19:00) in +08:00, RFC 3339; `share` (0…1) decides the minute. */
export function workingInstant(dayNumber: number, share: number): string {
  const minutes = FIRST_MINUTE + Math.floor(share * WORKING_MINUTES);
  const clock = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  return `${dayText(dayNumber)}T${clock}:00+08:00`;
}

function dayText(dayNumber: number): StatisticsDay {
  const kept = keptDays.get(dayNumber);
  if (kept !== undefined) return kept;
  if (keptDays.size >= MOST_KEPT_DAYS) keptDays.clear();
  const day = dayFromNumber(dayNumber);
  keptDays.set(dayNumber, day);
  return day;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

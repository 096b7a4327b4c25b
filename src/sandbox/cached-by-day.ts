import type { StatisticsDay } from '../jodoo/statistics-day.ts';

/** A day's 1,200 apps take about a megabyte, and clients page through few days at once. */
const KEPT_DAYS = 8;

/** The same function, which keeps the answers of the days asked for last. */
export function cachedByDay<T>(of: (day: StatisticsDay) => T): (day: StatisticsDay) => T {
  const kept = new Map<StatisticsDay, { readonly value: T }>();
  return (day) => {
    const entry = kept.get(day) ?? { value: of(day) };
    // A Map iterates in the order of insertion: the first key is the one asked for longest ago.
    kept.delete(day);
    kept.set(day, entry);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_DAYS && oldest !== undefined) kept.delete(oldest);
    return entry.value;
  };
}

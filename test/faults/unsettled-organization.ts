/** An organization whose latest day is still being counted: its numbers grow and apps join until the day settles. */
import { dayNumber, type StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization, type Organization } from '../../src/sandbox/organization.ts';

/** The last version of a day: its numbers are final. */
export const FINAL = 6;
/** These apps are listed from this version on. */
const LATE_APPS = 5;
const LATE_FROM = 3;
const GROWTH = 1_000;
const HOUR_MS = 3_600_000;
const UTC_PLUS_8_MS = 8 * HOUR_MS;

export interface UnsettledOrganization extends Organization {
  /** A day's version at an instant: one for each hour after its end, until it settles. */
  versionAt(day: StatisticsDay, nowMs: number): number;
  /** The apps of a version: their ids and record counts, in the upstream's order. */
  appsOf(day: StatisticsDay, version: number): ReadonlyMap<string, number>;
}

export function createUnsettledOrganization(apps: number, now: () => number): UnsettledOrganization {
  const steady = createOrganization({ apps, members: 10, bigApp: false });

  function versionAt(day: StatisticsDay, nowMs: number): number {
    const endMs = (dayNumber(day) + 1) * 24 * HOUR_MS - UTC_PLUS_8_MS;
    return Math.min(FINAL, Math.max(0, Math.floor((nowMs - endMs) / HOUR_MS)));
  }

  function itemsOf(day: StatisticsDay, version: number) {
    const listed = version >= LATE_FROM ? apps : apps - LATE_APPS;
    return steady
      .apps(day)
      .slice(0, listed)
      .map((item) => ({
        ...item,
        metrics: { ...item.metrics, data: (item.metrics.data ?? 0) + version * GROWTH },
      }));
  }

  return {
    versionAt,
    appsOf: (day, version) =>
      new Map(itemsOf(day, version).map(({ app_id, metrics }) => [app_id, metrics.data])),
    apps: (day) => itemsOf(day, versionAt(day, now())),
    members: steady.members,
    overview: steady.overview,
  };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appMetricsResponse, memberMetricsResponse } from '../../src/jodoo/contract.ts';
import { METRICS } from '../../src/jodoo/metrics.ts';
import {
  addDays,
  dayFromNumber,
  dayNumber,
  eachDay,
  type StatisticsDay,
  statisticsDay,
  UPSTREAM_DAYS,
} from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';

const FIRST = statisticsDay('2019-01-01');
const LAST = statisticsDay('2040-12-31');
const anyDay = fc.integer({ min: dayNumber(FIRST), max: dayNumber(LAST) }).map(dayFromNumber);
const sizes = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  apps: fc.integer({ min: 1, max: 120 }),
  members: fc.integer({ min: 0, max: 30 }),
});
/** The default one, and one whose members are few. */
const organizations = [
  createLivingOrganization(),
  createLivingOrganization({ seed: 7, apps: 120, members: 5 }),
];
const anyOrganization = fc.constantFrom(...organizations);

describe('a day', () => {
  test('has the same answer in every process, whatever was asked before', () => {
    fc.assert(
      fc.property(sizes, anyDay, fc.array(anyDay, { maxLength: 5 }), (options, day, before) => {
        const [fresh, used] = [createLivingOrganization(options), createLivingOrganization(options)];
        for (const other of before) used.apps(other);
        expect(used.apps(day)).toEqual(fresh.apps(day));
        expect(used.members(day)).toEqual(fresh.members(day));
        expect(used.overview(day)).toEqual(fresh.overview(day));
      }),
      { numRuns: 40 },
    );
  });

  test('has one row for each app and each member, as the contract says', () => {
    fc.assert(
      fc.property(anyOrganization, anyDay, ({ apps, members }, day) => {
        const { items } = appMetricsResponse.parse({ date: day, has_next: false, items: apps(day) });
        expect(new Set(items.map(({ app_id }) => app_id)).size).toBe(items.length);
        expect(new Set(items.map(({ app_name }) => app_name)).size).toBe(items.length);
        const listed = memberMetricsResponse.parse({ date: day, has_next: false, items: members(day) }).items;
        expect(new Set(listed.map(({ member }) => member.member_id)).size).toBe(listed.length);
        expect(new Set(listed.map(({ member }) => member.name)).size).toBe(listed.length);
      }),
    );
  });

  test('has an overview that is the sum of its apps, and flows since 2026-06-29', () => {
    fc.assert(
      fc.property(anyOrganization, anyDay, ({ apps, overview }, day) => {
        const wires = METRICS.filter(({ measure }) => measure === 'level' || day >= '2026-06-29');
        expect(overview(day)).toEqual(
          Object.fromEntries(
            wires.map(({ wire }) => [wire, sum(apps(day).map(({ metrics }) => metrics[wire]))]),
          ),
        );
      }),
    );
  });

  test('has members whose numbers are the sums of the apps that they created, without flows', () => {
    fc.assert(
      fc.property(anyOrganization, anyDay, ({ apps, members }, day) => {
        for (const { member, metrics } of members(day)) {
          const created = apps(day).filter(({ creator }) => creator?.member_id === member.member_id);
          expect(metrics).toEqual(
            Object.fromEntries(
              METRICS.filter(({ measure }) => measure === 'level').map(({ wire }) => [
                wire,
                sum(created.map((app) => app.metrics[wire])),
              ]),
            ),
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  test('has nothing that happened before its app was created or after the day', () => {
    fc.assert(
      fc.property(anyOrganization, anyDay, ({ apps }, day) => {
        const end = `${day}T23:59:59+08:00`;
        for (const { created_at, last_edit_at, last_visit_at } of apps(day)) {
          const instants = [created_at, last_edit_at, last_visit_at ?? end].map(String);
          expect([...instants, end]).toEqual([...instants, end].toSorted());
        }
      }),
    );
  });

  test('has every member with an app of his own, so that none reads as "not collected"', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { members } = createLivingOrganization();
        expect(members(day).filter(({ metrics }) => metrics.app === 0)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('within any 180 days', () => {
  const windows = ['2019-05-01', '2026-05-28', '2027-03-01', '2027-08-01', '2035-01-01'].map(statisticsDay);

  test.each(windows)('from %s apps are created, renamed and deleted, and members join and leave', (from) => {
    const { apps, members } = createLivingOrganization();
    const days = eachDay({ from, to: addDays(from, UPSTREAM_DAYS - 1) });
    const namesOf = (day: StatisticsDay) => new Map(apps(day).map((app) => [app.app_id, app.app_name]));
    const [appChanges, memberChanges] = [new Map<string, number>(), new Map<string, number>()];
    for (const day of days.slice(1)) {
      count(appChanges, namesOf(addDays(day, -1)), namesOf(day));
      const idsOf = (at: StatisticsDay) => new Map(members(at).map(({ member }) => [member.member_id, '']));
      count(memberChanges, idsOf(addDays(day, -1)), idsOf(day));
    }
    for (const change of ['came', 'went', 'renamed']) expect(appChanges.get(change)).toBeGreaterThan(5);
    for (const change of ['came', 'went']) expect(memberChanges.get(change)).toBeGreaterThan(0);
  });

  test.each(windows)('from %s it stays about as large as it was ordered', (from) => {
    const { apps, members } = createLivingOrganization({ apps: 1200, members: 200 });
    for (const day of eachDay({ from, to: addDays(from, UPSTREAM_DAYS - 1) }).filter(
      (_, n) => n % 30 === 0,
    )) {
      expect(Math.abs(apps(day).length - 1200)).toBeLessThan(150);
      expect(Math.abs(members(day).length - 200)).toBeLessThan(30);
    }
  });

  test.each(windows)('from %s weekends are quieter than weekdays, in flows and visits', (from) => {
    const { apps } = createLivingOrganization();
    const start = from < '2026-06-29' ? statisticsDay('2026-07-01') : from;
    const [weekends, weekdays] = [new Set([0, 6]), new Set([1, 2, 3, 4, 5])].map((which) =>
      eachDay({ from: start, to: addDays(start, UPSTREAM_DAYS - 1) }).filter((day) =>
        which.has(weekday(day)),
      ),
    );
    const average = (days: readonly StatisticsDay[] = [], of: (day: StatisticsDay) => number) =>
      sum(days.map(of)) / days.length;
    const runs = (day: StatisticsDay) => sum(apps(day).map(({ metrics }) => metrics.daily_automation_exec));
    const visits = (day: StatisticsDay) =>
      apps(day).filter(({ last_visit_at }) => last_visit_at?.startsWith(day)).length;
    expect(average(weekends, runs)).toBeLessThan(average(weekdays, runs) / 3);
    expect(average(weekends, visits)).toBeLessThan(average(weekdays, visits) / 2);
  });

  test('some apps shrink, and most do not', () => {
    const { apps } = createLivingOrganization();
    const [from, to] = [statisticsDay('2026-05-28'), statisticsDay('2026-11-23')];
    const later = new Map(apps(to).map((app) => [app.app_id, app]));
    const changes = apps(from).flatMap((app) => {
      const { data } = later.get(app.app_id)?.metrics ?? {};
      return data === undefined ? [] : [data - (app.metrics.data ?? 0)];
    });
    expect(changes.some((change) => change < 0)).toBe(true);
    expect(changes.filter((change) => change > 0).length).toBeGreaterThan(changes.length / 2);
  });
});

describe('on every day', () => {
  const days = ['2019-03-01', '2026-05-28', '2026-11-22', '2027-12-20', '2035-06-01'].map(statisticsDay);

  test.each(days)(
    '%s: some apps were never visited, some not for 90 days, and some have lost their creator',
    (day) => {
      const { apps, members } = createLivingOrganization();
      const here = new Set(members(day).map(({ member }) => member.member_id));
      const visits = apps(day).map(({ last_visit_at }) => last_visit_at);
      expect(visits.filter((visit) => visit === null).length).toBeGreaterThan(3);
      expect(visits.filter((visit) => visit && visit < addDays(day, -90)).length).toBeGreaterThan(5);
      expect(apps(day).filter(({ creator }) => !here.has(creator?.member_id ?? '')).length).toBeGreaterThan(
        5,
      );
    },
  );

  test.each(days)('%s: no app has more than a twentieth of the records', (day) => {
    const { apps, overview } = createLivingOrganization();
    const largest = Math.max(...apps(day).map(({ metrics }) => metrics.data ?? 0));
    expect(largest).toBeLessThan((overview(day).data ?? 0) / 20);
  });

  test.each(days)('%s: apps and members have English and Chinese names', (day) => {
    const { apps, members } = createLivingOrganization();
    for (const names of [
      apps(day).map(({ app_name }) => app_name),
      members(day).map(({ member }) => member.name),
    ]) {
      const chinese = names.filter((name) => /\p{Script=Han}/u.test(name)).length;
      expect(chinese).toBeGreaterThan(names.length / 5);
      expect(chinese).toBeLessThan(names.length / 2);
    }
  });
});

test('an app keeps what does not change, and its instants only move on', () => {
  const { apps } = createLivingOrganization();
  let before = new Map(apps(statisticsDay('2026-05-01')).map((app) => [app.app_id, app]));
  for (const day of eachDay({ from: statisticsDay('2026-05-02'), to: statisticsDay('2026-10-30') })) {
    for (const app of apps(day)) {
      const earlier = before.get(app.app_id);
      if (earlier === undefined) {
        expect(app.created_at?.startsWith(day)).toBe(true);
        continue;
      }
      expect([app.creator, app.created_at]).toEqual([earlier.creator, earlier.created_at]);
      expect(String(app.last_edit_at) >= String(earlier.last_edit_at)).toBe(true);
      expect((app.last_visit_at ?? '') >= (earlier.last_visit_at ?? '')).toBe(true);
    }
    before = new Map(apps(day).map((app) => [app.app_id, app]));
  }
});

test('another seed is another organization', () => {
  const [one, two] = organizations.map(({ apps }) => apps(LAST).map(({ app_id }) => app_id));
  expect(one?.filter((id) => two?.includes(id))).toEqual([]);
});

test('without members, apps have no creator', () => {
  const { apps, members } = createLivingOrganization({ apps: 10, members: 0 });
  expect(members(LAST)).toEqual([]);
  expect(new Set(apps(LAST).map(({ creator }) => creator))).toEqual(new Set([null]));
});

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}

/** 0 is Sunday. */
function weekday(day: StatisticsDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Adds up what has changed between two days; the values are names. */
function count(
  changes: Map<string, number>,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): void {
  const add = (change: string) => changes.set(change, (changes.get(change) ?? 0) + 1);
  for (const [id, name] of after) {
    if (!before.has(id)) add('came');
    else if (before.get(id) !== name) add('renamed');
  }
  for (const id of before.keys()) if (!after.has(id)) add('went');
}

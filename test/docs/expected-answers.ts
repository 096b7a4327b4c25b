/** What the questions of docs/questions are to be answered with: by a plain walk over the sandbox's own numbers. */
import { expect } from 'vitest';
import { z } from 'zod';
import type { MetricWireName } from '../../src/jodoo/metrics.ts';
import { addDays, type StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { Organization } from '../../src/sandbox/organization.ts';
import type { WireMetrics } from '../../src/sandbox/wire-metrics.ts';
import type { questionVariables } from '../bench/questions.ts';

type Row = { readonly metrics: WireMetrics };
type App = ReturnType<Organization['apps']>[number];

const PAGE = 20;
const namedNodes = z.object({ appName: z.string() }).array();

const count = ({ metrics }: Row, wire: MetricWireName) => metrics[wire] ?? 0;
const records = (row: Row) => count(row, 'data');
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const greatest = <T>(rows: readonly T[], of: (row: T) => number) => rows.toSorted((a, b) => of(b) - of(a));
const withRecords = (row: Row) => ({ metrics: { data: records(row) } });
const instant = (text: string | null | undefined) => (text ? Date.parse(text) : Number.NEGATIVE_INFINITY);

/** By file, for `toMatchObject`. Lists are held to their values in order, since rows of equal ones may change places. */
export function expectedAnswers(
  organization: Organization,
  variables: ReturnType<typeof questionVariables>,
): Readonly<Record<string, object>> {
  const { from, to, dayBefore } = variables;
  const days = Array.from({ length: 30 }, (_, index) => addDays(from, index));
  const overview = (day: StatisticsDay): Row => ({ metrics: organization.overview(day) });
  return {
    ...ofApps(organization.apps(to), overview(to), variables),
    ...ofMembers(organization.members(to)),
    ...ofChanges(organization.apps(from), organization.apps(to)),
    ...ofDays(organization, days, variables),
    '08-organization': {
      organizationUsage: { date: to, settled: true, metrics: { app: organization.apps(to).length } },
    },
    '10-day-over-day': {
      organizationSeries: {
        periods: [
          { from: dayBefore, change: null },
          { from: to, change: { data: records(overview(to)) - records(overview(dayBefore)) } },
        ],
      },
    },
    '25-freshness': {
      gateway: {
        latestDate: to,
        archive: { coverage: days.map((date) => ({ date })) },
      },
    },
  };
}

function ofApps(apps: readonly App[], overview: Row, variables: ReturnType<typeof questionVariables>) {
  const byCreator = grouped(apps, ({ creator }) => creator?.member_id);
  const largest = greatest(apps, records);
  const names = apps.map(({ app_name }) => app_name);
  const since = (text: string) => (app: App) => instant(app.created_at) >= instant(text);
  return {
    '01-top-ten': { appUsage: { nodes: largest.slice(0, 10).map(withRecords) } },
    '04-not-visited': these(apps.filter((app) => instant(app.last_visit_at) < instant(variables.since))),
    '06-per-creator': {
      appUsageGroups: {
        nodes: greatest([...byCreator.values()], (group) => group.length)
          .slice(0, PAGE)
          .map((group) => ({
            apps: group.length,
          })),
      },
    },
    '09-shares': {
      appUsage: {
        nodes: largest
          .slice(0, 10)
          .map((app) => ({ share: expect.closeTo(records(app) / records(overview), 9) })),
      },
    },
    '11-by-name': these(
      apps.filter((app) => app.app_name.toLowerCase().includes(variables.word.toLowerCase())),
    ),
    '12-backwards': { appUsage: { nodes: largest.slice(-10).map(withRecords) } },
    '13-counted': {
      all: { totalCount: apps.length },
      large: { totalCount: apps.filter((app) => records(app) >= 1000).length },
    },
    '14-by-name-order': {
      appUsage: {
        nodes: expect.toSatisfy((nodes) => isInOrder(nodes, names)),
        pageInfo: { hasNextPage: true },
      },
    },
    '15-by-creator': these(
      apps.filter(({ creator }) => variables.creatorIds.includes(creator?.member_id ?? '')),
    ),
    '16-new': these(apps.filter(since(variables.monthStart))),
    '19-without-dashboards': these(apps.filter((app) => count(app, 'dash') === 0 && records(app) > 0)),
    '22-apps-of-a-creator': {
      member: {
        apps: { nodes: greatest(byCreator.get(variables.memberId) ?? [], records).map(withRecords) },
      },
    },
    '23-drop-down': { apps: { nodes: expect.toSatisfy((nodes) => nodes.length >= apps.length) } },
  };
}

function ofMembers(members: readonly Row[]) {
  return {
    '07-members': {
      memberUsage: { totalCount: members.length, nodes: greatest(members, records).map(withRecords) },
    },
    '18-workflows': {
      memberUsage: {
        nodes: greatest(members, (row) => count(row, 'form_workflow'))
          .slice(0, 10)
          .map((row) => ({ metrics: { formWorkflow: count(row, 'form_workflow') } })),
      },
    },
  };
}

function ofChanges(before: readonly App[], after: readonly App[]) {
  const recordsBefore = new Map(before.map((app) => [app.app_id, records(app)]));
  const left = new Set(after.map(({ app_id }) => app_id));
  const gone = before.filter(({ app_id }) => !left.has(app_id));
  const changes = after
    .map((app) => records(app) - (recordsBefore.get(app.app_id) ?? 0))
    .concat(gone.map((app) => -records(app)));
  return {
    '02-growth': {
      appUsageChanges: {
        nodes: greatest(changes, Number)
          .slice(0, 10)
          .map((data) => ({ changes: { data } })),
      },
    },
    '17-deleted': {
      appUsageChanges: {
        totalCount: gone.length,
        nodes: expect.toSatisfy((nodes) => nodes.length === gone.length),
      },
    },
  };
}

function ofDays(
  { apps, overview }: Organization,
  days: readonly StatisticsDay[],
  { a, b, c, d, e }: ReturnType<typeof questionVariables>,
) {
  const ofApp = (id: string | undefined, day: StatisticsDay) => {
    const app = apps(day).find(({ app_id }) => app_id === id);
    return app ? withRecords(app) : { metrics: null };
  };
  const runs = (day: StatisticsDay) => overview(day).daily_automation_exec ?? 0;
  const sums = (keyOf: (day: StatisticsDay) => string) =>
    [...grouped(days, keyOf).values()].map((period) => ({
      from: period[0],
      to: period.at(-1),
      metrics: { dailyAutomationExec: sum(period.map(runs)) },
    }));
  return {
    '03-thirty-days': {
      app: { usageHistory: { missingDates: [], nodes: days.map((date) => ({ date, ...ofApp(a, date) })) } },
    },
    '05-weekly-totals': { organizationSeries: { missingDates: [], periods: sums(mondayOf) } },
    '20-sum-of-a-flow': { organizationSeries: { missingDates: [], periods: sums((day) => day.slice(0, 7)) } },
    '21-peak-day': {
      organizationSeries: {
        periods: days.map((day) => ({ from: day, metrics: { dailyAutomationExec: runs(day) } })),
      },
    },
    '24-five-apps': Object.fromEntries(
      Object.entries({ a, b, c, d, e }).map(([alias, id]) => [
        alias,
        { series: { missingDates: [], periods: days.map((day) => ({ from: day, ...ofApp(id, day) })) } },
      ]),
    ),
  };
}

function grouped<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/** Exactly these apps, in any order: as many as there are, and as many names as a page holds. */
function these(apps: readonly App[]) {
  const names = apps.map(({ app_name }) => app_name);
  return {
    appUsage: {
      totalCount: apps.length,
      nodes: expect.toSatisfy((nodes) => {
        const found = namedNodes.parse(nodes).map(({ appName }) => appName);
        return found.length === Math.min(names.length, PAGE) && found.every((name) => names.includes(name));
      }),
    },
  };
}

function isInOrder(nodes: unknown, names: readonly string[]): boolean {
  const found = namedNodes.parse(nodes).map(({ appName }) => appName);
  const lower = found.map((name) => name.toLowerCase());
  return (
    found.length === PAGE &&
    found.every((name) => names.includes(name)) &&
    lower.join() === lower.toSorted().join()
  );
}

function mondayOf(day: StatisticsDay): string {
  return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

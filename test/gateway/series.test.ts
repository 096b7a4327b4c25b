import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type DayRange, eachDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { gatewayPerTest, type TestGatewayOptions } from '../support/gateway.ts';

const { start, current } = gatewayPerTest();
const organization = createLivingOrganization({ apps: 240, members: 30 });
const OPTIONS: TestGatewayOptions = { sandbox: { organization }, intervalMs: 5 };
const RANGE = { from: statisticsDay('2026-10-29'), to: statisticsDay('2026-11-17') };
/** Thursday to Sunday, two weeks, and two days. */
const WEEKS = [
  ['2026-10-29', '2026-11-01'],
  ['2026-11-02', '2026-11-08'],
  ['2026-11-09', '2026-11-15'],
  ['2026-11-16', '2026-11-17'],
] as const;

const PERIODS = `periods {
  from to missingDates metrics { data dailyAutomationExec } change { data dailyAutomationExec }
} missingDates`;
const counts = z.object({ data: z.number().nullable(), dailyAutomationExec: z.number().nullable() });
const seriesShape = z.object({
  periods: z
    .object({
      from: z.string(),
      to: z.string(),
      missingDates: z.string().array(),
      metrics: counts.nullable(),
      change: counts.nullable(),
    })
    .array(),
  missingDates: z.string().array(),
});
const answer = z.object({
  organizationSeries: seriesShape.optional(),
  app: z.object({ series: seriesShape }).optional(),
  member: z.object({ series: seriesShape }).optional(),
});

type Counts = { readonly data?: number; readonly daily_automation_exec?: number } | undefined;

/** The periods by a plain walk over the sandbox's own numbers of each day. */
function expectedPeriods(countsOn: (day: string) => Counts, hasFlows: boolean) {
  let before: { data: number | null; dailyAutomationExec: number | null } | null = null;
  return WEEKS.map(([from, to]) => {
    const days = eachDay({ from: statisticsDay(from), to: statisticsDay(to) }).map(countsOn);
    const flow = days.reduce((sum, one) => sum + (one?.daily_automation_exec ?? 0), 0);
    const metrics = { data: countsOn(to)?.data ?? null, dailyAutomationExec: hasFlows ? flow : null };
    const minus = (is: number | null, was: number | null | undefined) =>
      is === null || was === null || was === undefined ? null : is - was;
    const change = before && {
      data: minus(metrics.data, before.data),
      dailyAutomationExec: minus(metrics.dailyAutomationExec, before.dailyAutomationExec),
    };
    before = metrics;
    return { from, to, missingDates: [], metrics, change };
  });
}

const rangeText = ({ from, to }: DayRange) => `from: "${from}", to: "${to}"`;
const ARGS = `${rangeText(RANGE)}, interval: WEEK`;

async function ask(query: string) {
  const { data, errors, upstream, headers } = await current().query(query);
  expect(errors).toBeUndefined();
  return { ...answer.parse(data), calls: upstream?.calls, headers };
}

/** An app that is there on each of the days, and on the latest one. */
const PRESENT = [...eachDay(RANGE), statisticsDay('2026-11-23')];
const lasting = organization
  .apps(RANGE.from)
  .find(({ app_id: id }) => PRESENT.every((day) => organization.apps(day).some((app) => app.app_id === id)));
const appId = lasting?.app_id ?? '';
const memberId = organization.members(RANGE.from)[0]?.member.member_id ?? '';

describe('a series', () => {
  test('of the organization waits for a call a day, has levels of the last day and sums of flows, and lasts', async () => {
    await start(OPTIONS);
    const expected = expectedPeriods((day) => organization.overview(statisticsDay(day)), true);
    const query = `{ organizationSeries(${ARGS}, wait: true) { ${PERIODS} } }`;
    const first = await ask(query);
    expect(first.organizationSeries).toEqual({ periods: expected, missingDates: [] });
    expect(first.calls).toBe(20);
    const again = await ask(query.replace(', wait: true', ''));
    expect(again.organizationSeries).toEqual(first.organizationSeries);
    expect(again.calls).toBe(0);
  });

  test('of one app waits for one look-up a day, not for the lists of the days', async () => {
    const { upstreamRequests } = await start(OPTIONS);
    const appOn = (day: string) =>
      organization.apps(statisticsDay(day)).find(({ app_id: id }) => id === appId)?.metrics;
    const found = await ask(`{ app(appId: "${appId}") { series(${ARGS}, wait: true) { ${PERIODS} } } }`);
    expect(found.app?.series).toEqual({ periods: expectedPeriods(appOn, true), missingDates: [] });
    // The gateway knew the app from the page that it listed when it started.
    expect(upstreamRequests()).toHaveLength(20);
  });

  test('of a member has no flows, and needs the last day of each period only', async () => {
    const { upstreamRequests } = await start(OPTIONS);
    const memberOn = (day: string) =>
      organization.members(statisticsDay(day)).find(({ member }) => member.member_id === memberId)?.metrics;
    const found = await ask(
      `{ member(memberId: "${memberId}") { series(${ARGS}, wait: true) { ${PERIODS} } } }`,
    );
    expect(found.member?.series).toEqual({ periods: expectedPeriods(memberOn, false), missingDates: [] });
    expect(upstreamRequests()).toHaveLength(WEEKS.length);
  });

  test('of which only levels are selected waits for the last day of each period only', async () => {
    const { query, upstreamRequests } = await start(OPTIONS);
    const { data } = await query(
      `query { organizationSeries(${ARGS}, wait: true) { ...Levels } } fragment Levels on UsageSeries { periods { metrics { data } } missingDates }`,
    );
    expect(data).toEqual({
      organizationSeries: {
        periods: WEEKS.map(([, to]) => ({
          metrics: { data: organization.overview(statisticsDay(to)).data },
        })),
        missingDates: [],
      },
    });
    expect(upstreamRequests()).toHaveLength(WEEKS.length);
  });

  test('that does not wait answers at once, names the days that are missing, and queues them', async () => {
    const { query } = await start(OPTIONS);
    const text = `{ organizationSeries(${ARGS}) { ${PERIODS} } }`;
    const first = (await ask(text)).organizationSeries;
    expect(first?.missingDates).toEqual(eachDay(RANGE));
    expect(first?.periods).toMatchObject(
      WEEKS.map(([from, to]) => ({
        metrics: null,
        change: null,
        missingDates: eachDay({ from: statisticsDay(from), to: statisticsDay(to) }),
      })),
    );
    for (;;) {
      const { data } = await query(text);
      if (answer.parse(data).organizationSeries?.missingDates.length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await ask(text)).organizationSeries?.periods).toEqual(
      expectedPeriods((day) => organization.overview(statisticsDay(day)), true),
    );
  });

  test('that would cost too much is refused with its price before the first call', async () => {
    const { query, upstreamRequests } = await start(OPTIONS);
    const { errors } = await query(
      `{ organizationSeries(from: "2026-08-01", to: "2026-11-17", wait: true) { ${PERIODS} } }`,
    );
    expect(errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_COST_EXCEEDED', estimatedCalls: 109, maxCalls: 30 } },
    ]);
    expect(upstreamRequests()).toHaveLength(0);
  });

  test('of settled days only is kept for ever, and one that lacks a day is not', async () => {
    const { url } = await start(OPTIONS);
    const get = async (text: string) => {
      const response = await fetch(`${url}?query=${encodeURIComponent(text)}`, {
        headers: { accept: 'application/graphql-response+json' },
      });
      await response.arrayBuffer();
      return response.headers.get('cache-control') ?? '';
    };
    const text = (wait: string) =>
      `{ organizationSeries(${ARGS}${wait}) { periods { metrics { app dailyAutomationExec } } } }`;
    expect(await get(text(''))).not.toContain('immutable');
    await get(text(', wait: true'));
    expect(await get(text(''))).toContain('immutable');
  });
});

describe('waiting', () => {
  test('a history of one app looks each missing day up once, and is refused with its price when there are too many', async () => {
    const { query, upstreamRequests } = await start(OPTIONS);
    const history = (range: string) =>
      `{ app(appId: "${appId}") { usageHistory(${range}, wait: true, first: 100) { nodes { date metrics { data } } missingDates } } }`;
    const { data, errors } = await query(history(rangeText(RANGE)));
    expect(errors).toBeUndefined();
    expect(data.app?.usageHistory.nodes.map(({ date, metrics }) => [date, metrics?.data])).toEqual(
      eachDay(RANGE).map((day) => [
        day,
        organization.apps(day).find(({ app_id: id }) => id === appId)?.metrics.data,
      ]),
    );
    expect(data.app?.usageHistory.missingDates).toEqual([]);
    expect(upstreamRequests()).toHaveLength(20);
    const refused = await query(history('from: "2026-07-01", to: "2026-11-17"'));
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_COST_EXCEEDED' });
    expect(upstreamRequests()).toHaveLength(20);
  });

  test('totals list the missing days, the unsettled one too, and know their price after the first', async () => {
    const { query, upstreamRequests } = await start(OPTIONS);
    const totals = (from: string, to: string) =>
      `{ usageTotals(from: "${from}", to: "${to}", wait: true) { days { date apps metrics { data } } missingDates } }`;
    const { data, errors } = await query(totals('2026-11-20', '2026-11-23'));
    expect(errors).toBeUndefined();
    const days = eachDay({ from: statisticsDay('2026-11-20'), to: statisticsDay('2026-11-23') });
    expect(data.usageTotals).toEqual({
      days: days.map((date) => ({
        date,
        apps: organization.apps(date).length,
        metrics: { data: organization.overview(date).data },
      })),
      missingDates: [],
    });
    const pages = days.reduce((sum, date) => sum + Math.ceil(organization.apps(date).length / 100), 0);
    // The gateway had listed a page of the latest day when it started.
    expect(upstreamRequests()).toHaveLength(pages - 1);
    const { errors: refusals } = await query(totals('2026-10-20', '2026-11-19'));
    expect(refusals?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_COST_EXCEEDED', estimatedCalls: 93 });
    expect(upstreamRequests()).toHaveLength(pages - 1);
  });
});

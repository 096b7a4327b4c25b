import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { gatewayPerTest } from '../support/gateway.ts';

const { start } = gatewayPerTest();
const answer = z.object({
  gateway: z.object({
    cost: z.object({ calls: z.number(), expectedMs: z.number(), allowed: z.boolean() }).nullable(),
  }),
});
const COST = 'gateway(dryRun: true) { cost { calls expectedMs allowed } }';

describe('a dry run', () => {
  test('tells the calls that the operation then takes, answers null for its fields, and makes none', async () => {
    const { query, upstreamRequests } = await start();
    // With a list known, lengths are known.
    await query('{ appUsage(date: "2026-11-12", filter: {}) { totalCount } }');
    const fields = `
      appUsage(date: "2026-11-20", filter: $filter) { totalCount nodes { share(metric: $metric) } }
      organizationSeries(from: "2026-11-01", to: "2026-11-05", wait: true) { periods { metrics { app } } }
      nodes(ids: []) { id }`;
    const variables = { filter: { neverVisited: false }, metric: 'DATA', dry: true };
    const made = upstreamRequests().length;
    const { data, errors } = await query(
      `query ($filter: AppUsageFilter, $metric: Metric!, $dry: Boolean!) { gateway(dryRun: $dry) { cost { calls expectedMs allowed } } ${fields} }`,
      variables,
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ appUsage: null, organizationSeries: null, nodes: [] });
    expect(answer.parse(data).gateway.cost).toMatchObject({ calls: 8, allowed: true });
    expect(upstreamRequests()).toHaveLength(made);
    const real = await query(`query ($filter: AppUsageFilter, $metric: Metric!) { ${fields} }`, variables);
    // The share needs the overview of the day: that shows only once there are rows.
    expect(real.upstream?.calls).toBe(9);
  });

  test('says beforehand that an operation is refused, and that one costs nothing', async () => {
    const { query, upstreamRequests } = await start();
    const series = 'organizationSeries(from: "2026-08-01", to: "2026-11-05", wait: true) { periods { to } }';
    const { data } = await query(`{ ${COST} ${series} }`);
    expect(answer.parse(data).gateway.cost).toMatchObject({ calls: 97, allowed: false });
    const free = await query(`{ ${COST} ${series.replace(', wait: true', '')} }`);
    expect(answer.parse(free.data).gateway.cost).toEqual({ calls: 0, expectedMs: 0, allowed: true });
    expect(upstreamRequests()).toHaveLength(0);
  });

  test('has no price where none is asked for', async () => {
    const { query } = await start();
    const { data } = await query('{ gateway { cost { calls } latestDate } }');
    expect(answer.safeParse(data).data?.gateway.cost ?? null).toBeNull();
  });
});

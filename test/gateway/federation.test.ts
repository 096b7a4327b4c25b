import { describe, expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const DAY = '2026-11-20';
const { start } = gatewayPerTest();
const apps = createOrganization().apps(statisticsDay(DAY));
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on AppUsage { appId date metrics { data } }
    ... on App { appId name usage(date: "${DAY}") { metrics { data } } }
    ... on Member { memberId memberName: name }
  }
}`;

describe('the subgraph', () => {
  test('tells its schema with keys', async () => {
    const { query } = await start();
    const answer = await query('{ _service { sdl } }');
    expect(answer.data._service?.sdl).toMatch(/type App implements Node\s+@key\(fields: "appId"\)/);
  });

  test('answers 500 representations in order, with null for what does not exist, in the fewest calls', async () => {
    const { query, upstreamRequests } = await start();
    // A day before tells how long the list is.
    await query('{ appUsage(date: "2026-11-19") { totals { data } } }');
    const before = upstreamRequests().length;
    const representations = Array.from({ length: 500 }, (_, index) => ({
      __typename: 'AppUsage',
      appId: apps[index]?.app_id ?? `unknown${index}`,
      date: DAY,
    }));
    const { data, errors } = await query(ENTITIES, { representations });
    expect(errors).toBeUndefined();
    expect(data._entities?.map((entity) => entity?.appId ?? null)).toEqual(
      representations.map((_, index) => apps[index]?.app_id ?? null),
    );
    expect(upstreamRequests().length - before).toBe(3);
  });

  test('knows apps of the archive and of the latest day, and members that it has seen', async () => {
    const { query, upstreamRequests } = await start();
    const [app] = apps;
    await query(`{ appUsage(date: "${DAY}", first: 100) { date } }`);
    const before = upstreamRequests().length;
    const { data, errors } = await query(ENTITIES, {
      representations: [
        { __typename: 'Member', memberId: app?.creator?.member_id },
        { __typename: 'App', appId: app?.app_id },
      ],
    });
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      { __typename: 'Member', memberId: app?.creator?.member_id, memberName: app?.creator?.name },
      {
        __typename: 'App',
        appId: app?.app_id,
        name: app?.app_name,
        usage: { metrics: { data: 5_000_000_000 } },
      },
    ]);
    expect(upstreamRequests()).toHaveLength(before);
    const unknown = await query(ENTITIES, {
      representations: [
        { __typename: 'App', appId: 'unknown' },
        { __typename: 'Member', memberId: 'unknown' },
      ],
    });
    expect(unknown.data._entities).toEqual([null, null]);
    // One look-up in each list of the latest day.
    expect(upstreamRequests()).toHaveLength(before + 2);
  });

  test('tells of a malformed representation at its place, and answers the others', async () => {
    const { query } = await start();
    const representations = [
      { __typename: 'AppUsage', appId: apps[0]?.app_id, date: DAY },
      { __typename: 'AppUsage', appId: apps[0]?.app_id },
      { __typename: 'AppUsage', appId: apps[0]?.app_id, date: 'yesterday' },
      { __typename: 'AppUsage', appId: 5, date: DAY },
      { __typename: 'Query' },
      { appId: 'a' },
      { __typename: 'AppUsage', appId: apps[0]?.app_id, date: '2020-01-01' },
    ];
    const { data, errors } = await query(ENTITIES, { representations });
    expect(data._entities?.map((entity) => entity !== null)).toEqual([true, ...Array(6).fill(false)]);
    const codes = Object.fromEntries(
      errors?.map(({ path, extensions }) => [String(path), extensions.code]) ?? [],
    );
    expect(codes).toEqual({
      ...Object.fromEntries([1, 2, 3, 4, 5].map((index) => [`_entities,${index}`, 'BAD_USER_INPUT'])),
      '_entities,6': 'DATE_OUT_OF_RANGE',
    });
  });

  test('counts representations against the cost of an operation', async () => {
    const { query, upstreamRequests } = await start({
      organization: { apps: 1200 },
      limits: { maxCallsPerOperation: 5 },
    });
    const representations = Array.from({ length: 500 }, (_, index) => ({
      __typename: 'AppUsage',
      appId: `app${index}`,
      date: DAY,
    }));
    const { errors } = await query(ENTITIES, { representations });
    expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_COST_EXCEEDED');
    expect(upstreamRequests()).toHaveLength(0);
  });
});

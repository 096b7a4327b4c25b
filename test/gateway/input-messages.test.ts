import { expect, test } from 'vitest';
import { gatewayPerTest } from '../support/gateway.ts';

const gateways = gatewayPerTest();

test('a wrong value is named with its place, and an unknown enum value with the right ones', async () => {
  const gateway = await gateways.start();
  const messageOf = async (query: string, variables = {}) => {
    const { errors = [] } = await gateway.query(query, variables);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    return errors[0]?.message;
  };
  expect(await messageOf('{ appUsage(first: "x") { date } }')).toBe(
    'Wrong value for argument first of field appUsage: Int cannot represent non-integer value: "x"',
  );
  const filter = 'filter: { metrics: [{ metric: DATA, min: 1 }, { metric: DOTA, min: 1 }] }';
  expect(await messageOf(`{ appUsage(${filter}) { date } }`)).toMatch(
    /^Wrong value for argument filter\.metrics\[1\]\.metric of field appUsage: .*"DOTA".*There are: .*DATA/,
  );
  expect(
    await messageOf('query($by: AppUsageOrderBy!) { appUsage(orderBy: { by: $by }) { date } }', {
      by: 'SIZE',
    }),
  ).toMatch(/"\$by" got invalid value "SIZE".*There are: .*CREATED_AT, .*NAME/);
  expect(await messageOf('{ appUsage(appIds: ["a", 1.5]) { date } }')).toMatch(
    /argument appIds\[1\] of field appUsage/,
  );
});

test('a value that is nested too deep to be shown is refused as any other', async () => {
  const { url, upstreamRequests } = await gateways.start();
  const query = 'query ($date: Date) { appUsage(date: $date) { date } }';
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query": ${JSON.stringify(query)}, "variables": {"date": ${deep}}}`,
  });
  const { errors } = await response.json();
  expect(errors[0].message).toContain('nested too deep');
  expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(upstreamRequests()).toHaveLength(0);
});

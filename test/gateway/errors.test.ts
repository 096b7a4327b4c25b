import { describe, expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const { start } = gatewayPerTest();

const DAY = statisticsDay('2026-11-20');
const LIST = `{ appUsage(date: "${DAY}", first: 1) { date } }`;
const BY_ID = `query ($appIds: [ID!]) { appUsage(date: "${DAY}", appIds: $appIds, first: 100) { edges { node { appId } } nodes { appId } } }`;

describe('bad input is refused before any upstream call', () => {
  const many = JSON.stringify(Array.from({ length: 1001 }, (_, index) => `app${index}`));
  test.each([
    ['a day before T-180', 'appUsage(date: "2026-05-27") { date }', 'DATE_OUT_OF_RANGE', '2026-05-28'],
    ['today', 'appUsage(date: "2026-11-24") { date }', 'DATE_OUT_OF_RANGE', '2026-11-23'],
    ['a day that is none', 'appUsage(date: "2026-02-30") { date }', 'BAD_USER_INPUT', 'yyyy-MM-dd'],
    ['1001 ids', `appUsage(appIds: ${many}) { date }`, 'TOO_MANY_IDS', '1000'],
    ['an empty id', 'appUsage(appIds: [""]) { date }', 'BAD_USER_INPUT', 'is not an id'],
    ['first: 0', 'appUsage(first: 0) { date }', 'BAD_USER_INPUT', 'between 1 and 100'],
    ['first: 101', 'appUsage(first: 101) { date }', 'BAD_USER_INPUT', 'between 1 and 100'],
    ['last: 101', 'appUsage(last: 101) { date }', 'BAD_USER_INPUT', 'between 1 and 100'],
    ['first and last', 'appUsage(first: 5, last: 5) { date }', 'BAD_USER_INPUT', 'not both'],
    ['a cursor that is none', 'appUsage(after: "abc") { date }', 'BAD_USER_INPUT', 'cursor'],
    ['an id that is none', 'node(id: "abc") { id }', 'BAD_USER_INPUT', 'node unchanged'],
  ])('%s', async (_what, selection, code, words) => {
    const { query, upstreamRequests } = await start();
    const answer = await query(`{ ${selection} }`);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect(answer.errors?.[0]?.message).toContain(words);
    expect(upstreamRequests()).toHaveLength(0);
  });

  test('a cursor of another day than the date', async () => {
    const { query } = await start();
    const page = await query('{ appUsage(date: "2026-11-20", first: 1) { pageInfo { endCursor } } }');
    const cursor = page.data.appUsage.pageInfo.endCursor;
    const answer = await query(`{ appUsage(date: "2026-11-19", after: "${cursor}") { date } }`);
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('the allowed range comes with the refusal', async () => {
    const { query } = await start();
    const answer = await query('{ appUsage(date: "2020-01-01") { date } }');
    expect(answer.errors?.[0]?.extensions).toMatchObject({ from: '2026-05-28', to: '2026-11-23' });
  });
});

describe('what the upstream says reaches the client with a stable code', () => {
  test.each([
    [8301, 'UPSTREAM_UNAUTHORIZED'],
    [17018, 'UPSTREAM_UNAUTHORIZED'],
    [8302, 'UPSTREAM_FORBIDDEN'],
    [8017, 'UPSTREAM_FORBIDDEN'],
    [7103, 'UPSTREAM_FORBIDDEN'],
    [7206, 'UPSTREAM_FORBIDDEN'],
    [17052, 'UPSTREAM_FORBIDDEN'],
    [17053, 'UPSTREAM_FORBIDDEN'],
    [17054, 'UPSTREAM_FORBIDDEN'],
    [17017, 'UPSTREAM_REJECTED'],
    [2004, 'UPSTREAM_REJECTED'],
    [99999, 'UPSTREAM_REJECTED'],
  ])('code %i is %s, after a single call', async (upstreamCode, code) => {
    const { query, sandbox, upstreamRequests } = await start();
    sandbox.faults.next(1, { kind: 'code', code: upstreamCode, msg: 'no' });
    const answer = await query(LIST);
    expect(answer.errors?.[0]).toMatchObject({
      path: ['appUsage'],
      extensions: { code, upstream: { code: upstreamCode, status: 400 }, retryable: false },
    });
    expect(upstreamRequests()).toHaveLength(1);
  });

  test.each([
    [401, 'UPSTREAM_UNAUTHORIZED'],
    [403, 'UPSTREAM_UNAUTHORIZED'],
  ])('a proxy that answers HTTP %i is %s', async (status, code) => {
    const { query, sandbox } = await start();
    sandbox.faults.next(1, { kind: 'status', status, body: '<html>no</html>' });
    expect((await query(LIST)).errors?.[0]?.extensions).toMatchObject({
      code,
      upstream: { code: null, status },
    });
  });

  test.each([
    ['JSON that is none', { kind: 'body', text: '<html>' }, 'the body'],
    ['a text for a number', { kind: 'rows', change: withData('12') }, 'items[0].metrics.data'],
    ['a fraction', { kind: 'rows', change: withData(1.5) }, 'items[0].metrics.data'],
    ['another day', { kind: 'body', text: '{"date":"2026-01-01","has_next":false,"items":[]}' }, 'date'],
    [
      'more after a short page',
      { kind: 'body', text: `{"date":"${DAY}","has_next":true,"items":[]}` },
      'has_next',
    ],
  ] as const)('%s is UPSTREAM_INVALID_RESPONSE and names its place', async (_what, fault, place) => {
    const { query, sandbox } = await start();
    sandbox.faults.next(1, fault);
    const [error] = (await query(LIST)).errors ?? [];
    expect(error?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', retryable: false });
    expect(error?.message).toContain(place);
  });
});

test.each([
  ['5xx with HTML', { kind: 'status', status: 502, body: '<html>bad gateway</html>' }],
  ['a reset connection', { kind: 'reset' }],
  ['no answer', { kind: 'hang' }],
] as const)('%s is retried through the pace, and given up after three calls', async (_what, fault) => {
  const { query, sandbox, upstreamRequests } = await start({ timeoutMs: 100 });
  sandbox.faults.next(2, fault);
  expect((await query(LIST)).errors).toBeUndefined();
  expect(upstreamRequests()).toHaveLength(3);

  sandbox.faults.always(fault);
  const failed = await query('{ appUsage(date: "2026-11-19", first: 1) { date } }');
  expect(failed.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  expect(upstreamRequests()).toHaveLength(6);
});

test('a refusal by the upstream holds the pace and loses nothing', async () => {
  const { query, sandbox, upstreamRequests } = await start();
  sandbox.faults.next(3, { kind: 'code', code: 8303, msg: 'limit' });
  const answer = await query(LIST);
  expect(answer.errors).toBeUndefined();
  expect(upstreamRequests()).toHaveLength(4);
});

test('refusals without end become UPSTREAM_RATE_LIMITED when the deadline passes', async () => {
  const { query, sandbox } = await start({ limits: { requestTimeoutMs: 300 } });
  sandbox.faults.always({ kind: 'code', code: 8304, msg: 'limit' });
  const answer = await query(LIST);
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryable: true });
});

test('a failed batch fails only its own edges, each with an error at its path', async () => {
  const { query, sandbox } = await start();
  const ids = sandbox.organization
    .apps(DAY)
    .map(({ app_id }) => app_id)
    .slice(0, 15);
  sandbox.faults.next(1, { kind: 'code', code: 17017, msg: 'bad id' });
  const { data, errors } = await query(BY_ID, { appIds: ids });
  const nulls = data.appUsage.edges.flatMap((edge, index) => (edge === null ? [index] : []));
  expect(nulls).toHaveLength(10);
  expect(data.appUsage.edges).toHaveLength(15);
  const paths = (errors ?? []).map(({ path }) => path?.join('.'));
  expect(new Set(paths)).toEqual(
    new Set(nulls.flatMap((index) => [`appUsage.edges.${index}`, `appUsage.nodes.${index}`])),
  );
});

test('one client whose id is rejected does not fail the others that shared its call', async () => {
  const { query, sandbox, upstreamRequests } = await start({ intervalMs: 500 });
  const [a, b] = sandbox.organization.apps(DAY).map(({ app_id }) => app_id);
  // Both wait for the next slot, however far apart they come.
  await query('{ appUsage(date: "2026-11-19", first: 1) { date } }');
  sandbox.faults.next(1, { kind: 'code', code: 17017, msg: 'bad id' });
  const answers = await Promise.all([query(BY_ID, { appIds: [a] }), query(BY_ID, { appIds: [b] })]);
  expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
  // One for both, which fails, and one for each.
  expect(upstreamRequests()).toHaveLength(4);
});

function withData(data: unknown) {
  return (item: Readonly<Record<string, unknown>>) => ({ ...item, metrics: { app: 1, data } });
}

test('an upstream that does not answer is told of at once after six failures, until it answers again', async () => {
  const { query, sandbox, upstreamRequests } = await start();
  sandbox.faults.always({ kind: 'reset' });
  const day = (number: number) => `{ appUsage(date: "2026-11-${number}", first: 1) { date } }`;
  await query(day(19));
  await query(day(18));
  const calls = upstreamRequests().length;
  expect(calls).toBe(6);
  const refused = await query(day(17));
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  expect(refused.errors?.[0]?.message).toContain('6 times in a row');
  expect(upstreamRequests()).toHaveLength(calls);
  sandbox.faults.clear();
  // Somebody who comes later is the probe.
  while ((await query(day(16))).errors !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await query(day(15))).errors).toBeUndefined();
});

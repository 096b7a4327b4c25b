import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { BIG_APP_ID } from '../../src/sandbox/organization.ts';
import {
  allParts,
  askInParts,
  errorsOf,
  mergedData,
  PARTS_ACCEPTED,
  type Part,
  partsOf,
} from '../support/answer-parts.ts';
import { gatewayPerTest, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';

const { start: startWith, current } = gatewayPerTest();
/** Stale numbers are taken, as by default: what reads them stands in front of what sends rows as they arrive. */
const start = (options: TestGatewayOptions = {}) => startWith({ staleIfErrorMs: 86_400_000, ...options });

const DAY = statisticsDay('2026-11-20');
const BY_ID = `query ($appIds: [ID!], $first: Int = 100) {
  appUsage(date: "${DAY}", appIds: $appIds, first: $first) {
    date
    edges @stream { node { appId } }
    ... @defer { missingAppIds settled }
  }
}`;

function appIds(count: number): string[] {
  return current()
    .sandbox.organization.apps(DAY)
    .map(({ app_id }) => app_id)
    .slice(0, count);
}

/** How many items each part brings to a list. */
function itemsOf({ incremental = [] }: Part): number {
  return incremental.reduce((sum, { items }) => sum + (items?.length ?? 0), 0);
}

/** How many items came in one part after the other, and how many calls had been made when the first ones came. */
async function arrivals(response: Response, gateway: TestGateway) {
  const items: number[] = [];
  let callsBefore = 0;
  for await (const part of partsOf(response)) {
    if (itemsOf(part) === 0) continue;
    if (items.length === 0) callsBefore = calls(gateway);
    items.push(itemsOf(part));
  }
  return { items, callsBefore, callsInAll: calls(gateway) };
}

/** Without those that the sandbox refuses for their rate. */
function calls({ upstreamRequests }: TestGateway): number {
  return upstreamRequests().filter(({ admitted }) => admitted).length;
}

describe('what a call brings is sent when it is there', () => {
  test('asked ids come ten by ten, each before the next call is made', async () => {
    const gateway = await start({ intervalMs: 300, organization: { apps: 1200 } });
    const response = await askInParts(gateway.url, BY_ID, { variables: { appIds: appIds(35) } });
    const { items, callsBefore, callsInAll } = await arrivals(response, gateway);
    expect(items).toEqual([10, 10, 10, 5]);
    expect(callsBefore).toBeLessThan(callsInAll);
    expect(callsInAll).toBe(4);
  });

  test('a page across a hundred comes hundred by hundred', async () => {
    const gateway = await start({ intervalMs: 300 });
    await gateway.query(`{ appUsage(date: "2026-11-19") { totals { data } } }`);
    const { data } = await gateway.query(
      `{ appUsage(date: "${DAY}", first: 50) { pageInfo { endCursor } } }`,
    );
    const response = await askInParts(
      gateway.url,
      `{ appUsage(after: "${data.appUsage.pageInfo.endCursor}", first: 90) { nodes @stream { appId } } }`,
    );
    // The first hundred is known.
    expect((await arrivals(response, gateway)).items).toEqual([50, 40]);
  });

  test('a history that waits comes day by day', async () => {
    const gateway = await start({ intervalMs: 300 });
    const [id] = appIds(1);
    await gateway.query(`{ app(appId: "${id}") { usage(date: "2026-11-03") { date } } }`);
    const response = await askInParts(
      gateway.url,
      `{ app(appId: "${id}") { usageHistory(from: "2026-11-02", to: "2026-11-05", wait: true) {
        edges @stream { node { date } } ... @defer { missingDates pageInfo { hasNextPage } }
      } } }`,
    );
    const { items, callsBefore, callsInAll } = await arrivals(response, gateway);
    // The second day is known, and comes with the first.
    expect(items).toEqual([2, 1, 1]);
    expect(callsBefore).toBeLessThan(callsInAll);
  });

  test('nodes by their ids come with the calls that bring them', async () => {
    const gateway = await start({ intervalMs: 300, organization: { apps: 1200 } });
    const page = await gateway.query(`{ appUsage(date: "2026-11-19", first: 12) { nodes { id } } }`);
    const ids = page.data.appUsage.nodes.map((node) =>
      Buffer.from(node?.id ?? '', 'base64url')
        .toString()
        .replace('2026-11-19', DAY),
    );
    const response = await askInParts(
      gateway.url,
      `query ($ids: [ID!]!) { nodes(ids: $ids) @stream { ... on AppUsage { appId date } } }`,
      { variables: { ids: ids.map((id) => Buffer.from(id).toString('base64url')) } },
    );
    expect((await arrivals(response, gateway)).items).toEqual([10, 2]);
  });

  test('the first part waits for as many items as initialCount says', async () => {
    const { url } = await start({ intervalMs: 100, organization: { apps: 1200 } });
    const query = BY_ID.replace('@stream', '@stream(initialCount: 12)');
    const [first] = await allParts(await askInParts(url, query, { variables: { appIds: appIds(35) } }));
    expect(first?.data).toMatchObject({ appUsage: { edges: { length: 12 } } });
  });

  test('deferred totals do not hold the rows up, and their calls are admitted with them', async () => {
    const gateway = await start({ intervalMs: 300 });
    const query = `{ appUsage(date: "${DAY}", first: 3) { nodes { appId } ... @defer { totals { data } } } }`;
    const counts: number[] = [];
    const parts: Part[] = [];
    for await (const part of partsOf(await askInParts(gateway.url, query))) {
      counts.push(calls(gateway));
      parts.push(part);
    }
    expect(counts[0]).toBeLessThan(3);
    expect(counts[1]).toBe(3);
    expect(parts[0]?.data).toMatchObject({ appUsage: { nodes: { length: 3 } } });
    expect(parts[1]?.incremental).toMatchObject([
      { path: ['appUsage'], data: { totals: { data: expect.any(Number) } } },
    ]);
  });
});

describe('the parts put together are the answer without @stream and @defer', () => {
  const ids = (field: string) => `{ cursor ${field} { appId appName metrics { data } } }`;
  test.each([
    [
      'the list',
      `appUsage(date: "${DAY}", first: 30) { edges @stream ${ids('node')} ... @defer { pageInfo { endCursor hasNextPage } settled } }`,
    ],
    [
      'asked ids, one of them unknown',
      `appUsage(date: "${DAY}", appIds: $appIds, first: 25) { edges @stream ${ids('node')} missingAppIds pageInfo { endCursor hasNextPage } }`,
    ],
    [
      'edges and nodes',
      `appUsage(date: "${DAY}", appIds: $appIds) { edges @stream(initialCount: 2) ${ids('node')} nodes @stream { id } totalCount }`,
    ],
    [
      'a filter and an order',
      `appUsage(date: "${DAY}", filter: {nameContains: "a"}, orderBy: {by: DATA}) { nodes @stream { appName } ... @defer { totalCount totals { data } } }`,
    ],
    [
      'deferred edges',
      `appUsage(date: "${DAY}", appIds: $appIds) { date ... @defer { edges ${ids('node')} } }`,
    ],
    [
      'fields of streamed nodes',
      `appUsage(date: "${DAY}", first: 5) { nodes @stream { appId ... @defer { app { usage(date: "2026-11-18") { metrics { data } } } } } }`,
    ],
    [
      'changes',
      `appUsageChanges(from: "2026-11-19", to: "${DAY}", first: 9) { edges @stream { node { kind app { appId } } } totalCount }`,
    ],
    ['groups', `appUsageGroups(date: "${DAY}", by: CREATOR) { nodes @stream { key apps } }`],
    [
      'members',
      `memberUsage(date: "${DAY}") { nodes @stream { memberId } ... @defer(label: "more") { settled } }`,
    ],
    ['apps by name', `apps(first: 5) { edges @stream { node { appId name } } }`],
    [
      'switched off',
      `appUsage(date: "${DAY}", first: 2) { nodes @stream(if: false) { appId } ... @defer(if: false) { settled } }`,
    ],
  ])('%s', async (_what, selection) => {
    const { url, query } = await start({ intervalMs: 20 });
    const [unknown, ...known] = [...appIds(30)].reverse();
    const variables = { appIds: [...known.slice(0, 12), `${unknown}0`, ...known.slice(12)] };
    const document = `query ($appIds: [ID!]) { ${selection} ${selection.includes('$appIds') ? '' : `unused: appUsage(date: "${DAY}", appIds: $appIds, first: 1) { date }`} }`;
    const response = await askInParts(url, document, { variables });
    const isWhole = response.headers.get('content-type')?.startsWith('application/json');
    const inParts = isWhole ? (await response.json()).data : mergedData(await allParts(response));
    const whole = await query(document.replaceAll(/@(stream|defer)(\([^)]*\))?/g, ''), variables);
    expect(whole.errors).toBeUndefined();
    expect(inParts).toEqual(whole.data);
  });
});

test('a client that leaves in the middle costs no more calls', async () => {
  const { url, query, upstreamRequests } = await start({ intervalMs: 100, organization: { apps: 1200 } });
  const leaving = new AbortController();
  const response = await askInParts(url, BY_ID, {
    variables: { appIds: appIds(100) },
    signal: leaving.signal,
  });
  for await (const part of partsOf(response)) if (itemsOf(part) > 0) break;
  leaving.abort();
  const state = '{ gateway { slots { waiting } } }';
  while ((await query(state)).data.gateway.slots.waiting > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const spent = upstreamRequests().length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(upstreamRequests()).toHaveLength(spent);
  expect(spent).toBeLessThan(10);
});

describe('rows that nobody waits for any more', () => {
  // Node ends the process on a rejection that nobody takes.
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeEach(() => void process.on('unhandledRejection', note));
  afterEach(() => {
    process.off('unhandledRejection', note);
    expect(unhandled.splice(0)).toEqual([]);
  });
  const DOCUMENTS = [
    `{ appUsage(date: "${DAY}") { nodes @stream { appId } } }`,
    `{ appUsage(date: "${DAY}") { edges @stream { node { appId } } ... @defer { totals { data } settled pageInfo { hasNextPage } } } }`,
    `{ app(appId: "${BIG_APP_ID}") { usageHistory(from: "2026-11-01", to: "2026-11-05", wait: true) { nodes @stream { date } missingDates } } }`,
  ];

  test.each(DOCUMENTS)('are no fault of the gateway when their client leaves: %s', async (document) => {
    const { url, query } = await start({ intervalMs: 300 });
    const leaving = new AbortController();
    const asked = askInParts(url, document, { signal: leaving.signal }).catch(() => {});
    const state = '{ gateway { slots { waiting } } }';
    while ((await query(state)).data.gateway.slots.waiting === 0) await pause(5);
    leaving.abort();
    await asked;
    while ((await query(state)).data.gateway.slots.waiting > 0) await pause(5);
    await pause(50);
  });

  test.each(DOCUMENTS)('are an error at their place when their call fails: %s', async (document) => {
    const { url, sandbox } = await start();
    sandbox.faults.always({ kind: 'code', code: 8302, msg: 'no' });
    const response = await askInParts(url, document);
    const isWhole = response.headers.get('content-type')?.startsWith('application/json');
    const errors: Part['errors'] = isWhole
      ? (await response.json()).errors
      : errorsOf(await allParts(response));
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('UPSTREAM_FORBIDDEN');
    await pause(50);
  });
});

describe('errors', () => {
  test('of a call stay at the paths of its rows, and the others arrive', async () => {
    const { url, sandbox } = await start({ intervalMs: 50, organization: { apps: 1200 } });
    sandbox.faults.next(1, { kind: 'code', code: 8302, msg: 'no' });
    const parts = await allParts(await askInParts(url, BY_ID, { variables: { appIds: appIds(15) } }));
    const errors = errorsOf(parts);
    expect(errors.map(({ path }) => path)).toEqual(
      Array.from({ length: 10 }, (_, index) => ['appUsage', 'edges', index]),
    );
    for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'UPSTREAM_FORBIDDEN' });
    expect(mergedData(parts)).toMatchObject({
      appUsage: {
        edges: [
          ...Array(10).fill(null),
          ...appIds(15)
            .slice(10)
            .map((appId) => ({ node: { appId } })),
        ],
      },
    });
  });

  test('an operation that costs too much is refused at its field, before its first call', async () => {
    const { url, upstreamRequests } = await start({
      organization: { apps: 1200 },
      limits: { maxCallsPerOperation: 2 },
    });
    const response = await askInParts(url, BY_ID, { variables: { appIds: appIds(35) } });
    const { data, errors } = await response.json();
    expect(data).toEqual({ appUsage: null });
    expect(errors).toMatchObject([{ path: ['appUsage'], extensions: { code: 'UPSTREAM_COST_EXCEEDED' } }]);
    expect(upstreamRequests()).toHaveLength(0);
  });

  test('when the time is up the rows that came stay, and the others say why', async () => {
    const { url } = await start({
      intervalMs: 400,
      organization: { apps: 1200 },
      limits: { requestTimeoutMs: 1_000, maxPendingCalls: 1_000 },
      sandbox: { intervalMs: 400 },
    });
    // Two calls fit in; the third is admitted only because the estimate does not know of the latency.
    current().sandbox.faults.always({ kind: 'latency', fixedMs: 500 });
    const parts = await allParts(await askInParts(url, BY_ID, { variables: { appIds: appIds(20) } }));
    const codes = new Set(errorsOf(parts).map(({ extensions }) => extensions.code));
    expect(codes).toEqual(new Set(['OVERLOADED']));
    expect(parts.at(-1)).toMatchObject({ hasNext: false, extensions: { upstream: {} } });
    expect(parts.reduce((sum, part) => sum + itemsOf(part), 0)).toBe(20);
  });

  test.each([
    ['a literal', 'nodes @stream(initialCount: -1) { appId }', {}],
    ['a variable', 'nodes @stream(initialCount: $n) { appId }', { n: -2 }],
  ])('a negative initialCount is the mistake of who asks: %s', async (_what, selection, variables) => {
    const { url } = await start();
    const response = await askInParts(
      url,
      `query ($n: Int! = 1) { appUsage(first: 1) { date ${selection} } unused: appUsage(first: $n) { date } }`,
      { variables },
    );
    expect((await response.json()).errors).toMatchObject([
      { message: expect.stringContaining('initialCount'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test.each([
    [
      'a label that is used twice',
      '{ appUsage { ... @defer(label: "a") { date } ... @defer(label: "a") { settled } } }',
    ],
    ['@stream on what is no list', '{ appUsage @stream { date } }'],
    ['@stream on one of two equal fields', '{ appUsage { nodes @stream { appId } nodes { date } } }'],
  ])('a document is refused for %s', async (_what, query) => {
    const { url, upstreamRequests } = await start();
    const response = await askInParts(url, query);
    expect((await response.json()).errors).toHaveLength(1);
    expect(upstreamRequests()).toHaveLength(0);
  });
});

describe('who gets parts', () => {
  const LIST = `{ appUsage(date: "${DAY}", first: 3) { nodes @stream { appId } ... @defer { settled } } }`;

  test('a client that reads JSON alone gets the whole answer, and it may be kept', async () => {
    const { url } = await start();
    for (const calls of [1, 0]) {
      const { data, extensions } = await (await askInParts(url, LIST, { accept: 'application/json' })).json();
      expect(data.appUsage).toMatchObject({ nodes: { length: 3 }, settled: true });
      expect(extensions.upstream.calls).toBe(calls);
    }
  });

  test.each([PARTS_ACCEPTED, 'multipart/mixed', '*/*'])('by Accept: %s', async (accept) => {
    const { url } = await start();
    const parts = await allParts(await askInParts(url, LIST, { accept }));
    expect(parts.map(({ hasNext }) => hasNext)).toEqual([...parts.slice(1).map(() => true), false]);
    expect(parts.map(({ extensions }) => extensions)).toEqual([
      ...parts.slice(1).map(() => undefined),
      { upstream: { calls: 1, waitMs: expect.any(Number) } },
    ]);
  });

  test('events carry the same parts', async () => {
    const { url } = await start();
    const text = await (await askInParts(url, LIST, { accept: 'text/event-stream' })).text();
    const parts = [...text.matchAll(/^data: (.+)$/gm)].map(([, json = '']): Part => JSON.parse(json));
    expect(mergedData(parts)).toEqual(mergedData(await allParts(await askInParts(url, LIST))));
  });

  test('an answer in parts is never kept, although all of it lasts', async () => {
    const { url } = await start();
    const address = `${url}?query=${encodeURIComponent(LIST)}`;
    for (let time = 0; time < 2; time += 1) {
      const response = await fetch(address, { headers: { accept: PARTS_ACCEPTED } });
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(mergedData(await allParts(response))).toMatchObject({ appUsage: { settled: true } });
    }
    const whole = await fetch(address, { headers: { accept: 'application/json' } });
    expect(whole.headers.get('cache-control')).toContain('immutable');
  });

  test('a directive is found however it is written', async () => {
    const { url, upstreamRequests } = await start();
    const query = LIST.replace('@stream', '@ # comment\n stream').replace('@defer', '@,defer');
    // The short way of plain queries is open from now on.
    const plain = await askInParts(url, '{ gateway { latestDate } }');
    expect(await plain.json()).toHaveProperty('data');
    expect(mergedData(await allParts(await askInParts(url, query)))).toMatchObject({
      appUsage: { nodes: { length: 3 }, settled: true },
    });
    expect(upstreamRequests()).toHaveLength(1);
  });

  test('a dry run prices a document with directives', async () => {
    const { url, upstreamRequests } = await start({ organization: { apps: 1200 } });
    const query = `query ($appIds: [ID!]) {
      gateway(dryRun: true) { cost { calls allowed } }
      appUsage(date: "${DAY}", appIds: $appIds, first: 100) { edges @stream { node { appId } } ... @defer { settled } }
    }`;
    const response = await askInParts(url, query, { variables: { appIds: appIds(35) } });
    expect((await response.json()).data).toEqual({
      gateway: { cost: { calls: 4, allowed: true } },
      appUsage: null,
    });
    expect(upstreamRequests()).toHaveLength(0);
  });

  test('each event of a subscription is whole', async () => {
    const { url } = await start();
    const leaving = new AbortController();
    const response = await askInParts(
      url,
      'subscription { gateway { latestDate ... @defer { archive { rows } } lanes @stream { list } } }',
      { accept: 'text/event-stream', signal: leaving.signal },
    );
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk);
      if (text.includes('event: next')) break;
    }
    leaving.abort();
    const [, json = ''] = /data: (.+)/.exec(text) ?? [];
    expect(JSON.parse(json)).toMatchObject({
      data: {
        gateway: {
          latestDate: '2026-11-23',
          archive: { rows: expect.any(Number) },
          lanes: { length: 3 },
        },
      },
    });
  });
});

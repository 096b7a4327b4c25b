import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const DAY = '2026-11-20';
const { start, current } = gatewayPerTest();
const organization = createOrganization({ apps: 240, members: 130 });
const apps = organization.apps(statisticsDay(DAY));
const members = organization.members(statisticsDay(DAY));
const overview = organization.overview(statisticsDay(DAY));
const ORGANIZATION = { organization: { apps: 240, members: 130 } };

const memberIds = members.map(({ member }) => member.member_id);
const idAt = (index: number) => memberIds[index] ?? '';
const appAt = (index: number) => apps[index] ?? apps.slice(-1)[0];

const MEMBERS = `query ($date: Date, $memberIds: [ID!], $first: Int, $after: String, $last: Int, $before: String, $filter: MemberUsageFilter, $orderBy: MemberUsageOrder) {
  memberUsage(date: $date, memberIds: $memberIds, first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    date
    settled
    edges { cursor node { memberId metrics { app data dailyAutomationExec } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    missingMemberIds
    totalCount
  }
}`;

const memberPage = z.object({
  memberUsage: z.object({
    settled: z.boolean(),
    edges: z.object({ cursor: z.string(), node: z.object({ memberId: z.string() }) }).array(),
    pageInfo: z.object({
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      startCursor: z.string().nullable(),
      endCursor: z.string().nullable(),
    }),
    missingMemberIds: z.string().array(),
    totalCount: z.number().nullable(),
  }),
});

/** A page of members, asked without an error. */
async function membersPage(variables: object) {
  const { data, errors } = await current().query(MEMBERS, { date: DAY, ...variables });
  expect(errors).toBeUndefined();
  const { edges, ...page } = memberPage.parse(data).memberUsage;
  return { ...page, ids: edges.map(({ node }) => node.memberId) };
}

describe('members', () => {
  test('are walked both ways in the order of the upstream, in one call per hundred', async () => {
    const { upstreamRequests } = await start(ORGANIZATION);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page = await membersPage({ first: 60, after });
      seen.push(...page.ids);
      ({ endCursor: after, hasNextPage: more } = page.pageInfo);
    }
    expect(seen).toEqual(memberIds);
    expect(upstreamRequests()).toHaveLength(2);
    const end = await membersPage({ last: 5 });
    expect(end.ids).toEqual(memberIds.slice(-5));
    const before = await membersPage({ last: 5, before: end.pageInfo.startCursor });
    expect(before.ids).toEqual(memberIds.slice(-10, -5));
    expect(upstreamRequests()).toHaveLength(2);
  });

  test('that are asked for by id come in the asked order, and unknown ones are missing', async () => {
    const { upstreamRequests } = await start(ORGANIZATION);
    const page = await membersPage({ memberIds: [idAt(4), 'unknown', idAt(2), idAt(4)] });
    expect(page).toMatchObject({ ids: [idAt(4), idAt(2)], missingMemberIds: ['unknown'], settled: true });
    expect(upstreamRequests()).toHaveLength(1);
  });

  test('are ordered, filtered and counted over the whole day', async () => {
    await start(ORGANIZATION);
    const byApps = [...members].sort(
      (a, b) =>
        (b.metrics.app ?? 0) - (a.metrics.app ?? 0) || (a.member.member_id < b.member.member_id ? -1 : 1),
    );
    const page = await membersPage({ first: 7, orderBy: { by: 'APP' } });
    expect(page.ids).toEqual(byApps.slice(0, 7).map(({ member }) => member.member_id));
    expect(page.totalCount).toBe(130);
    const named = members.filter(({ member }) => member.name.toLowerCase().includes('mei'));
    const filtered = await membersPage({ first: 100, filter: { nameContains: 'MEI' } });
    expect(filtered.ids).toEqual(named.map(({ member }) => member.member_id));
  });

  test('are summed over the whole day, where Jodoo says no flows of them', async () => {
    const { query } = await start({ organization: { apps: 240, members: 30 } });
    const rows = createOrganization({ apps: 240, members: 30 }).members(statisticsDay(DAY));
    const { data } = await query(
      `{ memberUsage(date: "${DAY}", first: 1) { totals { app data dailyAutomationExec } } }`,
    );
    const sumOf = (metric: 'app' | 'data') =>
      rows.reduce((sum, { metrics }) => sum + (metrics[metric] ?? 0), 0);
    expect(data).toEqual({
      memberUsage: { totals: { app: sumOf('app'), data: sumOf('data'), dailyAutomationExec: null } },
    });
  });

  test('a filter without a condition lets everybody through and counts them, for apps too', async () => {
    const { query } = await start(ORGANIZATION);
    expect((await membersPage({ first: 1 })).totalCount).toBeNull();
    expect((await membersPage({ first: 1, filter: {} })).totalCount).toBe(130);
    const { data } = await query(`{ appUsage(date: "${DAY}", first: 1, filter: {}) { totalCount } }`);
    expect(data).toEqual({ appUsage: { totalCount: 240 } });
  });

  test('are nodes and entities, alone and on a day', async () => {
    const { query } = await start(ORGANIZATION);
    const { data } = await query(
      `{ memberUsage(date: "${DAY}", memberIds: ["${idAt(3)}"]) { nodes { id member { id } } } }`,
    );
    const [usage] = z
      .object({
        memberUsage: z.object({
          nodes: z.object({ id: z.string(), member: z.object({ id: z.string() }) }).array(),
        }),
      })
      .parse(data).memberUsage.nodes;
    const again = await query(
      `query ($ids: [ID!]!, $representations: [_Any!]!) {
        nodes(ids: $ids) { __typename id ... on MemberUsage { memberId date } ... on Member { memberId } }
        _entities(representations: $representations) { __typename ... on MemberUsage { memberId date } ... on Member { memberId } }
      }`,
      {
        ids: [usage?.member.id, usage?.id],
        representations: [
          { __typename: 'Member', memberId: idAt(3) },
          { __typename: 'MemberUsage', memberId: idAt(3), date: DAY },
          { __typename: 'MemberUsage', memberId: 'unknown', date: DAY },
        ],
      },
    );
    expect(again.errors).toBeUndefined();
    expect(again.data).toMatchObject({
      nodes: [
        { __typename: 'Member', id: usage?.member.id, memberId: idAt(3) },
        { __typename: 'MemberUsage', id: usage?.id, memberId: idAt(3), date: DAY },
      ],
      _entities: [
        { __typename: 'Member', memberId: idAt(3) },
        { __typename: 'MemberUsage', memberId: idAt(3), date: DAY },
        null,
      ],
    });
  });
});

describe('the organization', () => {
  test('is known by one call, and a second question by none', async () => {
    const { query, upstreamRequests } = await start();
    const QUERY = `{ organizationUsage(date: "${DAY}") { date settled metrics { app data } } }`;
    const { data } = await query(QUERY);
    const { app, data: records } = createOrganization().overview(statisticsDay(DAY));
    expect(data).toEqual({
      organizationUsage: { date: DAY, settled: true, metrics: { app, data: records } },
    });
    await query(QUERY);
    expect(upstreamRequests()).toHaveLength(1);
  });

  test('is divided among its apps by one call a day, whatever their number', async () => {
    const { query, upstreamRequests } = await start(ORGANIZATION);
    const { data, errors } = await query(
      `{ appUsage(date: "${DAY}", first: 100) { nodes { share(metric: DATA) none: share(metric: BPA) } } }`,
    );
    expect(errors).toBeUndefined();
    const { nodes } = z
      .object({
        appUsage: z.object({
          nodes: z.object({ share: z.number().nullable(), none: z.number().nullable() }).array(),
        }),
      })
      .parse(data).appUsage;
    expect(nodes.map(({ share }) => share)).toEqual(
      apps.slice(0, 100).map(({ metrics }) => (metrics.data ?? 0) / (overview.data ?? 0)),
    );
    expect(upstreamRequests()).toHaveLength(2);
  });

  test('has no share of a count of which it has none', async () => {
    const { query, sandbox } = await start();
    sandbox.faults.always({
      kind: 'metrics',
      change: (metrics) => ({ ...metrics, bpa: 0 }),
      only: { endpoint: 'overview' },
    });
    const { data } = await query(`{ appUsage(date: "${DAY}", first: 1) { nodes { share(metric: BPA) } } }`);
    expect(data).toEqual({ appUsage: { nodes: [{ share: null }] } });
  });
});

describe('an app and a member', () => {
  test('lead to each other: the creator, and the apps that a member created', async () => {
    const { query } = await start(ORGANIZATION);
    const app = appAt(7);
    const creatorId = app?.creator?.member_id;
    const { data, errors } = await query(
      `query ($appId: ID!) {
        app(appId: $appId) {
          usage(date: "${DAY}") {
            creator {
              memberId
              name
              usage(date: "${DAY}") { metrics { app } }
              apps(date: "${DAY}", first: 100, orderBy: { by: NAME, direction: ASC }) { nodes { appId } totalCount }
            }
          }
        }
      }`,
      { appId: app?.app_id },
    );
    expect(errors).toBeUndefined();
    const created = apps.filter(({ creator }) => creator?.member_id === creatorId);
    const { creator } = z
      .object({ app: z.object({ usage: z.object({ creator: z.looseObject({ apps: z.unknown() }) }) }) })
      .parse(data).app.usage;
    const { nodes, totalCount } = z
      .object({ nodes: z.object({ appId: z.string() }).array(), totalCount: z.number() })
      .parse(creator.apps);
    expect(creator).toMatchObject({
      memberId: creatorId,
      name: app?.creator?.name,
      usage: { metrics: { app: created.length } },
    });
    expect(totalCount).toBe(created.length);
    expect(nodes.map(({ appId }) => appId).sort()).toEqual(created.map(({ app_id }) => app_id).sort());
  });

  test('that the archive knows cost no call, and others a look-up on the latest day', async () => {
    const { query, upstreamRequests } = await start(ORGANIZATION);
    const app = appAt(0);
    await query(`{ appUsage(date: "${DAY}", first: 100) { date } }`);
    const before = upstreamRequests().length;
    const known = await query(
      `{ app(appId: "${app?.app_id}") { name creator { memberId name } firstSeen lastSeen } member(memberId: "${app?.creator?.member_id}") { name } }`,
    );
    expect(known.data).toMatchObject({
      app: {
        name: app?.app_name,
        creator: { memberId: app?.creator?.member_id, name: app?.creator?.name },
        firstSeen: DAY,
      },
      member: { name: app?.creator?.name },
    });
    expect(upstreamRequests()).toHaveLength(before);
    const looked = await query(
      `{ app(appId: "${appAt(239)?.app_id}") { lastSeen } member(memberId: "${idAt(129)}") { name } none: member(memberId: "unknown") { name } }`,
    );
    expect(looked.data).toMatchObject({
      app: { lastSeen: '2026-11-23' },
      member: { name: members[129]?.member.name },
      none: null,
    });
  });

  test('are found among all that were ever seen, by name, page by page', async () => {
    const { query } = await start(ORGANIZATION);
    await query(
      `{ appUsage(date: "${DAY}", first: 1, filter: {}) { date } memberUsage(date: "${DAY}", first: 1, filter: {}) { date } }`,
    );
    const SEARCH = `query ($first: Int, $after: String, $last: Int, $before: String, $creatorIds: [ID!]) {
      apps(first: $first, after: $after, last: $last, before: $before, creatorIds: $creatorIds) {
        edges { cursor node { appId name } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        totalCount
      }
      members(nameContains: "mei", first: 100) { nodes { name } totalCount }
    }`;
    const answer = z.object({
      apps: z.object({
        edges: z
          .object({ cursor: z.string(), node: z.object({ appId: z.string(), name: z.string() }) })
          .array(),
        pageInfo: z.looseObject({
          hasNextPage: z.boolean(),
          endCursor: z.string().nullable(),
          startCursor: z.string().nullable(),
        }),
        totalCount: z.number(),
      }),
      members: z.object({ nodes: z.object({ name: z.string() }).array(), totalCount: z.number() }),
    });
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page = answer.parse((await query(SEARCH, { first: 90, after })).data);
      expect(page.apps.totalCount).toBe(240);
      expect(page.members.nodes.every(({ name }) => name.startsWith('Mei'))).toBe(true);
      expect(page.members.totalCount).toBe(page.members.nodes.length);
      seen.push(...page.apps.edges.map(({ node }) => node.appId));
      ({ endCursor: after, hasNextPage: more } = page.apps.pageInfo);
    }
    expect([...seen].sort()).toEqual(apps.map(({ app_id }) => app_id).sort());
    const end = answer.parse((await query(SEARCH, { last: 4 })).data).apps;
    const before = answer.parse(
      (await query(SEARCH, { last: 4, before: end.pageInfo.startCursor })).data,
    ).apps;
    expect([...before.edges, ...end.edges].map(({ node }) => node.appId)).toEqual(seen.slice(-8));
    const created = answer.parse((await query(SEARCH, { first: 100, creatorIds: [idAt(1)] })).data).apps;
    expect(created.totalCount).toBe(apps.filter(({ creator }) => creator?.member_id === idAt(1)).length);
  });

  test('have a history, of which the missing days are queued on their own list', async () => {
    const { query } = await start({ organization: { apps: 5, members: 4 } });
    const member = createOrganization({ apps: 5, members: 4 }).members(statisticsDay(DAY))[1]?.member;
    const HISTORY = `{ member(memberId: "${member?.member_id}") {
      usageHistory(from: "2026-11-18", to: "${DAY}", last: 2) { nodes { date memberId } missingDates pageInfo { hasPreviousPage } }
    } }`;
    const answer = z.object({
      member: z.object({
        usageHistory: z.object({
          nodes: z.unknown().array(),
          missingDates: z.string().array(),
          pageInfo: z.object({ hasPreviousPage: z.boolean() }),
        }),
      }),
    });
    const history = async () => answer.parse((await query(HISTORY)).data).member.usageHistory;
    expect((await history()).missingDates).toEqual(['2026-11-18', '2026-11-19', DAY]);
    while ((await history()).missingDates.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await history()).toEqual({
      nodes: ['2026-11-19', DAY].map((date) => ({ date, memberId: member?.member_id })),
      missingDates: [],
      pageInfo: { hasPreviousPage: true },
    });
  });
});

describe('the gateway', () => {
  test('tells its lanes apart, what is archived of each list, and where two lists disagree', async () => {
    const { query, sandbox } = await start({ organization: { apps: 40, members: 4 } });
    sandbox.faults.always({
      kind: 'metrics',
      change: (metrics) => ({ ...metrics, dash: 7_000 }),
      only: { endpoint: 'overview' },
    });
    await query(
      `{ appUsage(date: "${DAY}") { totals { app } } memberUsage(date: "2026-11-19", first: 1) { date } organizationUsage(date: "${DAY}") { date } }`,
    );
    const { data, errors } = await query(
      `{ gateway {
        lanes { list slots { perSecond } }
        archive {
          coverage(from: "2026-11-19", to: "${DAY}") { date apps members organization settled }
          discrepancies(from: "2026-11-19", to: "${DAY}") { date metric sumOverApps organization }
        }
      } }`,
    );
    expect(errors).toBeUndefined();
    const dash = createOrganization({ apps: 40, members: 4 })
      .apps(statisticsDay(DAY))
      .reduce((sum, { metrics }) => sum + (metrics.dash ?? 0), 0);
    expect(data.gateway).toMatchObject({
      lanes: expect.arrayContaining(
        ['APPS', 'MEMBERS', 'ORGANIZATION'].map((list) => ({ list, slots: { perSecond: 50 } })),
      ),
      archive: {
        coverage: [
          { date: '2026-11-19', apps: 'NONE', members: 'COMPLETE', organization: 'NONE', settled: false },
          { date: DAY, apps: 'COMPLETE', members: 'NONE', organization: 'COMPLETE', settled: false },
        ],
        discrepancies: [{ date: DAY, metric: 'DASH', sumOverApps: dash, organization: 7_000 }],
      },
    });
  });
});

describe('what fails is said', () => {
  test('a field of Query that fails spares its siblings', async () => {
    const { query } = await start();
    const { data, errors } = await query(
      `{ ok: appUsage(date: "${DAY}", first: 1) { date } bad: appUsage(date: "2026-11-24") { date } sums: usageTotals(from: "2026-11-24", to: "2026-11-24") { missingDates } }`,
    );
    expect(data).toEqual({ ok: { date: DAY }, bad: null, sums: null });
    expect(errors?.map(({ path }) => String(path)).sort()).toEqual(['bad', 'sums']);
  });

  test.each([
    ['appUsage', 'appIds', 'missingAppIds'],
    ['memberUsage', 'memberIds', 'missingMemberIds'],
  ])('%s never lists %s as missing of which the look-up failed', async (field, argument, missing) => {
    const { query, sandbox } = await start();
    sandbox.faults.always({ kind: 'code', code: 17017, msg: 'bad id', only: { asks: 'ids' } });
    const page = (selection: string) =>
      query(
        `{ ok: organizationUsage(date: "${DAY}") { date } ${field}(date: "${DAY}", ${argument}: ["a"]) { ${selection} } }`,
      );
    const hidden = await page(missing);
    expect(hidden.data).toEqual({ ok: { date: DAY }, [field]: null });
    expect(hidden.errors?.map(({ path }) => path)).toEqual([[field]]);
    const seen = await page(`${missing} nodes { id }`);
    expect(seen.data).toMatchObject({ [field]: { [missing]: [], nodes: [null] } });
    expect(seen.errors?.map(({ path }) => path)).toEqual([[field, 'nodes', 0]]);
  });

  test('a cursor of another order is refused before the sums are asked for', async () => {
    const { query, upstreamRequests } = await start();
    const after = Buffer.from(`r:${DAY}:["name asc","a","b"]`).toString('base64url');
    const { errors } = await query(
      `{ appUsage(after: "${after}", orderBy: { by: DATA }) { totals { data } } }`,
    );
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(upstreamRequests()).toHaveLength(0);
  });
});

const NUL = 'a\0';
const LONG = 'a'.repeat(129);
const global = (text: string) => Buffer.from(text).toString('base64url');

describe('ids are checked at every door, before any call', () => {
  test.each([
    ['app(appId:)', '($id: ID!) { app(appId: $id) { id } }', (id: string) => ({ id })],
    ['member(memberId:)', '($id: ID!) { member(memberId: $id) { id } }', (id: string) => ({ id })],
    ['appIds', '($ids: [ID!]) { appUsage(appIds: $ids) { date } }', (id: string) => ({ ids: [id] })],
    ['memberIds', '($ids: [ID!]) { memberUsage(memberIds: $ids) { date } }', (id: string) => ({ ids: [id] })],
    [
      'creatorIds of a filter',
      '($ids: [ID!]) { appUsage(filter: { creatorIds: $ids }) { date } }',
      (id: string) => ({ ids: [id] }),
    ],
    [
      'creatorIds of apps',
      '($ids: [ID!]) { apps(creatorIds: $ids) { totalCount } }',
      (id: string) => ({ ids: [id] }),
    ],
    ['node(id:)', '($id: ID!) { node(id: $id) { id } }', (id: string) => ({ id: global(`Member:${id}`) })],
    [
      'nodes(ids:)',
      '($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      (id: string) => ({ ids: [global(`AppUsage:${DAY}:${id}`)] }),
    ],
    [
      'a cursor',
      '($after: String) { appUsage(after: $after) { date } }',
      (id: string) => ({ after: global(`a:${DAY}:${id}`) }),
    ],
    [
      'a cursor among apps',
      '($after: String) { apps(after: $after) { totalCount } }',
      (id: string) => ({ after: global(`e:${JSON.stringify(['name', id])}`) }),
    ],
    [
      'a representation',
      '($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
      (id: string) => ({ r: [{ __typename: 'MemberUsage', memberId: id, date: DAY }] }),
    ],
  ])('%s', async (_door, operation, variablesOf) => {
    const { query, upstreamRequests } = await start();
    for (const id of [NUL, LONG, ' ']) {
      const { errors } = await query(`query ${operation}`, variablesOf(id));
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(errors?.[0]?.message.length).toBeLessThan(400);
    }
    expect(upstreamRequests()).toHaveLength(0);
  });

  test.each([
    ['memberIds', '($ids: [ID!]!) { memberUsage(memberIds: $ids) { date } }'],
    ['nodes', '($ids: [ID!]!) { nodes(ids: $ids) { id } }'],
    ['creatorIds', '($ids: [ID!]!) { appUsage(filter: { creatorIds: $ids }) { date } }'],
  ])('more than 1000 of them are too many: %s', async (_door, operation) => {
    const { query, upstreamRequests } = await start();
    const ids = Array.from({ length: 1_001 }, (_, index) => `id${index}`);
    const { errors } = await query(`query ${operation}`, { ids });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'TOO_MANY_IDS', maxIds: 1_000, given: 1_001 });
    expect(upstreamRequests()).toHaveLength(0);
  });

  test.each([
    ['a name with U+0000', { nameContains: NUL }],
    ['a name of 257 characters', { nameContains: 'a'.repeat(257) }],
    ['51 conditions', { metrics: Array(51).fill({ metric: 'DATA', min: 1 }) }],
  ])('a filter by %s is refused', async (_what, filter) => {
    const { query, upstreamRequests } = await start();
    const { errors } = await query('query ($filter: AppUsageFilter) { appUsage(filter: $filter) { date } }', {
      filter,
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(upstreamRequests()).toHaveLength(0);
  });
});

import { describe, expect, test } from 'vitest';
import { LISTS } from '../../src/jodoo/lists.ts';
import { ORGANIZATION_ID } from '../../src/jodoo/usage-row.ts';
import { API_KEY, answering, DAY, failureOf, openClient, PAGE, startUpstream } from './upstream.ts';

const APP = { app_id: 'a1', app_name: 'CRM', metrics: { app: 1, data: 2 ** 53 - 1 } };
const PAGES = {
  app: { date: DAY, has_next: true, items: [APP] },
  member: {
    date: DAY,
    has_next: false,
    items: [{ member: { member_id: 'm1', name: 'Tom' }, metrics: { app: 3 } }],
  },
  organization: { date: DAY, metrics: { app: 4 } },
};

describe('a call on each list', () => {
  test.each([
    ['app', 'a1', 'CRM', 1],
    ['member', 'm1', 'Tom', 3],
    ['organization', ORGANIZATION_ID, '', 4],
  ] as const)('of %ss goes to its endpoint and brings rows', async (kind, id, name, app) => {
    const { client, requests } = await startUpstream(answering(200, JSON.stringify(PAGES[kind])));
    const { date, rows, hasNext } = await client.call(kind, PAGE);
    expect([date, hasNext]).toEqual([DAY, kind === 'app']);
    expect(rows).toMatchObject([{ date: DAY, id, name, metrics: { app, dailyAutomationExec: null } }]);
    expect(requests.map(({ path }) => path)).toEqual([`/api${LISTS[kind].path}`]);
  });

  test('asks for ids by the name that the list has for them', async () => {
    const { client, requests } = await startUpstream(answering(200, JSON.stringify(PAGES.member)));
    await client.call('member', { kind: 'ids', day: DAY, ids: ['m1', 'm2'] });
    await client.call('member', { kind: 'page', day: DAY, page: 3 });
    expect(requests.map(({ body }) => body)).toEqual([
      { date: DAY, member_ids: ['m1', 'm2'], skip: 0, limit: 10 },
      { date: DAY, skip: 300, limit: 100 },
    ]);
  });

  test('accepts fields that are new, and no value that the contract does not allow, however it is smuggled in', async () => {
    const text = `{"date": "${DAY}", "has_next": false, "new": 1, "items": [
      {"app_id": "a1", "app_name": "CRM", "new": {}, "metrics": {"app": 1, "__proto__": {"data": "many"}}}]}`;
    const { client } = await startUpstream(answering(200, text));
    const { rows } = await client.call('app', PAGE);
    expect(rows[0]?.metrics?.data).toBeNull();
  });
});

describe('an answer that is too much', () => {
  const items = (count: number, item: unknown) =>
    `{"date": "${DAY}", "has_next": false, "items": [${Array.from({ length: count }, () => JSON.stringify(item)).join()}]}`;

  test.each([
    ['2.5 million empty items', items(2_500_000, {}), 'the body: it is larger than 475136 bytes'],
    [
      'as many empty items as fit',
      items(150_000, {}),
      'items: at most 100 rows can be asked for, got 150000',
    ],
    ['nested as deep as fits', `{"items": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'date'],
    ['100 wrong rows', items(100, {}), 'items[0].app_id'],
    ['a row with as many fields as fit', `{"a":${'{"a":'.repeat(70_000)}1${'}'.repeat(70_000)}}`, 'date'],
  ])('%s is refused at once, and its place is named', async (_what, text, words) => {
    const { client } = await startUpstream(answering(200, text));
    const error = await failureOf(client.call('app', PAGE));
    expect(error.code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(error.message).toContain(words);
    expect(error.message.length).toBeLessThan(500);
  });

  test('never holds the event loop for long', async () => {
    const { client } = await startUpstream(answering(200, items(2_500_000, {})));
    let longestMs = 0;
    let lastMs = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    await failureOf(client.call('app', PAGE));
    clearInterval(timer);
    expect(longestMs).toBeLessThan(1_000);
  });

  test('is bounded by what was asked: fewer rows may take less', async () => {
    const text = `${items(1, APP)}${' '.repeat(200_000)}`;
    const { client } = await startUpstream(answering(200, text));
    expect((await client.call('app', PAGE)).rows).toHaveLength(1);
    const one = { kind: 'ids', day: DAY, ids: ['a1'] } as const;
    expect((await failureOf(client.call('app', one))).message).toContain('larger than 69632 bytes');
  });

  test('leaves the client usable', async () => {
    let text = 'x'.repeat(5_000_000);
    const { client } = await startUpstream((response) => response.end(text), { connections: 1 });
    await failureOf(client.call('app', PAGE));
    text = JSON.stringify(PAGES.app);
    expect((await client.call('app', PAGE)).rows).toHaveLength(1);
  });
});

describe('an answer that does not come', () => {
  test.each([
    ['at all', () => {}],
    ['to its end', (response: { write(text: string): unknown }) => response.write('{"date":')],
  ])('%s is given up at the time limit', async (_how, answer) => {
    const { client } = await startUpstream(answer, { timeoutMs: 100 });
    const error = await failureOf(client.call('app', PAGE));
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', kind: 'transient' });
    expect(error.message).toContain('no answer within 100 ms');
  });

  test('for many calls keeps none of them from starting', async () => {
    const answers: (() => void)[] = [];
    const { client, requests } = await startUpstream((response) => {
      answers.push(() => response.end(JSON.stringify(PAGES.app)));
    });
    const calls = Array.from({ length: 40 }, () => client.call('app', PAGE));
    while (requests.length < 40) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const answer of answers) answer();
    expect(await Promise.all(calls)).toHaveLength(40);
  });
});

describe('a message', () => {
  test('never contains the API key, a password, or more of the upstream than a line', async () => {
    const msg = `key\u0000 ${API_KEY} of https://me:secret@host/p?token=hidden\n${'x'.repeat(10_000)}`;
    const { client } = await startUpstream(answering(400, JSON.stringify({ code: 8301, msg })));
    const { message } = await failureOf(client.call('app', PAGE));
    expect(message).toContain('key [redacted] of https://[redacted]@host/p?[redacted] xxx');
    for (const secret of [API_KEY, 'secret', 'hidden', '\n', '\u0000']) expect(message).not.toContain(secret);
    expect(message.length).toBeLessThan(500);
  });

  test('and what is logged with it hide the password of the address', async () => {
    const error = await failureOf(openClient('http://me:secret@no host/api').call('app', PAGE));
    expect(JSON.stringify([error, error.cause, error.message, String(error.cause)])).not.toContain('secret');
  });

  test('about a wrong day does not repeat the key', async () => {
    const { client } = await startUpstream(
      answering(200, JSON.stringify({ ...PAGES.app, date: API_KEY.repeat(1_000) })),
    );
    expect((await client.call('app', PAGE)).date).not.toContain(API_KEY);
  });
});

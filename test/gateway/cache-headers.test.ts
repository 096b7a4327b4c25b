import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { gatewayPerTest } from '../support/gateway.ts';

const { start } = gatewayPerTest();
const SETTLED = '{ appUsage(date: "2026-11-20", first: 2) { nodes { appName metrics { data } } } }';

async function get(url: string, query: string, headers: Record<string, string> = {}) {
  return await fetch(`${url}?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'application/graphql-response+json', ...headers },
  });
}

test('an answer made only of settled days may be kept for ever, and is not sent again on a match', async () => {
  const { url } = await start();
  const first = await get(url, SETTLED);
  expect(first.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\/"\S+"$/);
  expect((await first.json()).data.appUsage.nodes).toHaveLength(2);
  const again = await get(url, SETTLED, { 'if-none-match': etag });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  expect(again.headers.get('etag')).toBe(etag);
  const other = await get(url, SETTLED, { 'if-none-match': 'W/"other"' });
  expect(other.status).toBe(200);
});

test('a settled answer to a persisted document may be kept for ever by its hash, and costs nothing the second time', async () => {
  const persisted = { automatic: false, documents: new Map([['settled', SETTLED]]), only: true };
  const { url } = await start({ server: { persisted } });
  const ids = [`sha256:${createHash('sha256').update(SETTLED).digest('hex')}`, 'settled'];
  for (const [id, control] of [
    [ids[0], 'private, max-age=31536000, immutable'],
    [ids[1], 'private, no-cache'],
  ]) {
    const asked = () => fetch(`${url}?documentId=${id}`, { headers: { accept: 'application/json' } });
    const [first, again] = [await asked(), await asked()];
    expect(first.headers.get('cache-control')).toBe(control);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    const { data, extensions } = await again.json();
    expect(data.appUsage.nodes).toHaveLength(2);
    expect(extensions.upstream).toEqual({ calls: 0, waitMs: 0 });
  }
});

test.each([
  ['a day that has not settled', '{ appUsage(date: "2026-11-23", first: 1) { date } }'],
  ['the latest day by default', '{ appUsage(first: 1) { date } }'],
  ['the state of the gateway', '{ gateway { latestDate } }'],
  [
    'the name that a member has now',
    '{ appUsage(date: "2026-11-20", first: 1) { nodes { creator { name } } } }',
  ],
  ['a total that is not known yet', '{ appUsage(date: "2026-11-20", first: 1) { totalCount } }'],
  ['days that are missing', '{ usageTotals(from: "2026-11-18", to: "2026-11-20") { missingDates } }'],
  ['an error', '{ appUsage(date: "2020-01-01") { date } }'],
  ['the schema itself', '{ __schema { queryType { name } } }'],
])('an answer with %s is not stored', async (_what, query) => {
  const { url } = await start();
  const answer = await get(url, query);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('etag')).toBeNull();
});

test('whole days and ranges that are complete may be kept, too', async () => {
  const { url } = await start();
  for (const query of [
    '{ appUsage(date: "2026-11-20", orderBy: {by: DATA}) { nodes { appName } totalCount totals { data } } }',
    '{ appUsage(date: "2026-11-20", first: 1) { totalCount } }',
    '{ usageTotals(from: "2026-11-20", to: "2026-11-20") { days { apps } missingDates } }',
  ]) {
    const answer = await get(url, query);
    expect(answer.headers.get('cache-control')).toContain('immutable');
  }
});

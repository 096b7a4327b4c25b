import { afterEach, expect, test } from 'vitest';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';

/** Settled whatever the hour. */
const DATE = addDays(upstreamDays(Date.now()).to, -2);
const WARM_UP = 4_000;
const QUERIES = 1_000;
const ROUNDS = 6;
/** One that outlives its query leaves thousands. */
const MOST_BYTES_A_QUERY = 1_000;
const QUERY =
  'query($date: Date, $first: Int) { appUsage(date: $date, first: $first) { edges { cursor node { id appName metrics { data } } } } }';

let gateway: GatewayProcess | undefined;
afterEach(() => gateway?.close());

test('a warm query leaves nothing that only a full garbage collection finds', async () => {
  gateway = await startGatewayProcess({ env: { ANSWER_CACHE_MB: '0', LOG_LEVEL: 'warn' } });
  const { url } = gateway;
  await gateway.query('query($date: Date) { appUsage(date: $date) { totals { data } } }', { date: DATE });
  await ask(url, WARM_UP);
  const left: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await heap(url);
    await ask(url, QUERIES);
    const after = await heap(url);
    // A full collection in between hides what there was.
    if (after.collections === before.collections) left.push((after.oldBytes - before.oldBytes) / QUERIES);
  }
  expect(left.length).toBeGreaterThan(0);
  expect(Math.min(...left)).toBeLessThan(MOST_BYTES_A_QUERY);
});

/** Each with other variables. */
async function ask(url: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { date: DATE, first: 1 + (n % 20), n } }),
    });
    const text = await response.text();
    if (text.includes('"errors"')) throw new Error(text);
  }
}

async function heap(url: string): Promise<{ readonly oldBytes: number; readonly collections: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    oldBytes: metric('nodejs_heap_space_size_used_bytes\\{space="old"\\}'),
    collections: metric('nodejs_gc_duration_seconds_count\\{kind="major"\\}'),
  };
}

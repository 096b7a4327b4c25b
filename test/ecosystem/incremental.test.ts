/** Answers in parts, as the clients that can read them show them: `@defer` in Apollo Client, `@stream` in urql. */
import { ApolloClient, gql, HttpLink, type TypedDocumentNode } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { Client, fetchExchange, gql as urqlGql } from '@urql/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCache } from '../../docs/examples/apollo/cache.ts';
import { createCacheExchange } from '../../docs/examples/urql/cache.ts';
import { post, type RunningGateway, startGateway } from './gateway-process.ts';

interface Page {
  readonly appUsage: {
    readonly edges: readonly ({ readonly node: { readonly id: string; readonly appName: string } } | null)[];
    readonly totals?: { readonly data: number } | null;
  };
}

interface Nodes {
  readonly appUsage: { readonly nodes: readonly unknown[] };
}

let gateway: RunningGateway;
beforeAll(async () => {
  // Slow enough for a client to see what comes between two calls.
  gateway = await startGateway({ JODOO_MIN_INTERVAL_MS: '400' });
});
afterAll(() => gateway.close());

function apolloClient(): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri: gateway.url }),
    cache: createCache(),
    incrementalHandler: new Defer20220824Handler(),
  });
}

test('Apollo Client shows rows before their deferred totals, and merges both in its cache', async () => {
  const client = apolloClient();
  const query: TypedDocumentNode<Page> = gql`
    query Rows {
      appUsage(date: "2026-11-20", first: 5) {
        edges { node { id appName } }
        ... @defer { totals { data } }
      }
    }
  `;
  const seen: { rows: number; totals: boolean; calls: number }[] = [];
  await new Promise<void>((resolve, reject) => {
    client.watchQuery({ query, errorPolicy: 'none' }).subscribe(({ data, dataState, error }) => {
      if (error) reject(error);
      const page = (data as Page | undefined)?.appUsage;
      if (page)
        seen.push({ rows: page.edges.length, totals: page.totals !== undefined, calls: gateway.calls() });
      if (dataState === 'complete') resolve();
    });
  });
  expect(seen.map(({ rows, totals }) => ({ rows, totals }))).toEqual([
    { rows: 5, totals: false },
    { rows: 5, totals: true },
  ]);
  expect(seen[0]?.calls).toBeLessThan(seen[1]?.calls ?? 0);
  expect(client.readQuery({ query })?.appUsage.totals?.data).toBeGreaterThan(5_000_000_000);
  client.stop();
});

test.each([
  ['without a cache', '2026-11-10', []],
  ['with its normalized cache', '2026-11-09', [createCacheExchange()]],
])('urql shows the streamed rows that are known while others are fetched, %s', async (_what, day, caches) => {
  const after = await cursorOfFifty(day);
  const client = new Client({
    url: gateway.url,
    exchanges: [...caches, fetchExchange],
    preferGetMethod: false,
  });
  // Fifty rows of the first hundred, which is known, and forty of the second.
  const query = urqlGql`
    query Rows($after: String) {
      appUsage(after: $after, first: 90) {
        edges @stream(initialCount: 1) { node { id appName } }
      }
    }
  `;
  const before = gateway.calls();
  const rows: number[] = [];
  await new Promise<void>((resolve, reject) => {
    client.query<Page>(query, { after }).subscribe(({ data: page, error, hasNext }) => {
      if (error) reject(error);
      if (page) rows.push(page.appUsage.edges.length);
      if (!hasNext) resolve();
    });
  });
  expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  expect(rows).toContain(50);
  expect(rows.at(-1)).toBe(90);
  expect(gateway.calls() - before).toBe(1);
});

test('Apollo Client shows streamed rows that are known while others are fetched', async () => {
  const client = apolloClient();
  // Not edges: its relayStylePagination appends those of each part to those before.
  const query: TypedDocumentNode<Nodes> = gql`
    query Rows($after: String) {
      appUsage(after: $after, first: 90) {
        nodes @stream(initialCount: 1) { id appName }
      }
    }
  `;
  const variables = { after: await cursorOfFifty('2026-11-08') };
  const rows: number[] = [];
  await new Promise<void>((resolve, reject) => {
    client.watchQuery({ query, variables }).subscribe(({ data, loading, error }) => {
      if (error) reject(error);
      const page = (data as Nodes | undefined)?.appUsage;
      if (page) rows.push(page.nodes.length);
      if (!loading) resolve();
    });
  });
  expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  expect(rows).toContain(50);
  expect(rows.at(-1)).toBe(90);
  client.stop();
});

test('urql shows rows before their deferred totals', async () => {
  const client = new Client({ url: gateway.url, exchanges: [fetchExchange], preferGetMethod: false });
  const query = urqlGql`
    query Rows {
      appUsage(date: "2026-11-07", first: 5) {
        edges { node { id appName } }
        ... @defer { totals { data } }
      }
    }
  `;
  const seen: { rows: number; totals: boolean }[] = [];
  await new Promise<void>((resolve, reject) => {
    client.query<Page>(query, {}).subscribe(({ data: page, error, hasNext }) => {
      if (error) reject(error);
      if (page) seen.push({ rows: page.appUsage.edges.length, totals: page.appUsage.totals !== undefined });
      if (!hasNext) resolve();
    });
  });
  expect(seen).toEqual([
    { rows: 5, totals: false },
    { rows: 5, totals: true },
  ]);
});

/** Of the fiftieth app of a day, of which the first hundred are known from then on. */
async function cursorOfFifty(day: string): Promise<string | null> {
  const { data } = await post(
    gateway.url,
    `{ appUsage(date: "${day}", first: 50) { nodes { appId } pageInfo { endCursor } } }`,
  );
  return data.appUsage.pageInfo.endCursor;
}

import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PageData, type RunningGateway, startGateway } from './gateway-process.ts';

const PAGE = gql`
  query Page($after: String) {
    appUsage(date: "2026-11-20", first: 90, after: $after) {
      edges { cursor node { id appName metrics { data } } }
      pageInfo { endCursor hasNextPage startCursor hasPreviousPage }
    }
  }
`;

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test("urql's graphcache merges pages with relayPagination", async () => {
  const client = new Client({
    url: gateway.url,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        // Counts belong to their row; they have no id of their own.
        keys: { AppMetrics: () => null },
        resolvers: { Query: { appUsage: relayPagination() } },
      }),
      fetchExchange,
    ],
  });
  let after: string | null = null;
  for (let page = 0; page < 3; page += 1) {
    const { data, error } = await client.query<PageData>(PAGE, { after }).toPromise();
    expect(error).toBeUndefined();
    after = data?.appUsage.pageInfo.endCursor ?? null;
  }
  const merged = await client
    .query<PageData>(PAGE, { after: null }, { requestPolicy: 'cache-only' })
    .toPromise();
  const ids = merged.data?.appUsage.edges.map(({ node }) => node.id);
  expect(new Set(ids).size).toBe(240);
  expect(merged.data?.appUsage.pageInfo.hasNextPage).toBe(false);
});

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PageData, type RunningGateway, startGateway } from './gateway-process.ts';

const PAGE = gql`
  query Page($after: String) {
    appUsage(date: "2026-11-20", first: 90, after: $after) {
      edges { cursor node { id appName } }
      pageInfo { endCursor hasNextPage startCursor hasPreviousPage }
    }
  }
`;

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('Apollo Client merges pages with relayStylePagination', async () => {
  const client = new ApolloClient({
    link: new HttpLink({ uri: gateway.url }),
    cache: new InMemoryCache({
      typePolicies: {
        Query: { fields: { appUsage: relayStylePagination(['date', 'appIds', 'filter', 'orderBy']) } },
        App: { keyFields: ['appId'] },
      },
    }),
  });
  await client.query<PageData>({ query: PAGE });
  const query = client.watchQuery<PageData>({ query: PAGE });
  const subscription = query.subscribe(() => {});
  const pageInfo = () => client.readQuery<PageData>({ query: PAGE })?.appUsage.pageInfo;
  while (pageInfo()?.hasNextPage) await query.fetchMore({ variables: { after: pageInfo()?.endCursor } });
  const edges = client.readQuery<PageData>({ query: PAGE })?.appUsage.edges;
  expect(new Set(edges?.map(({ node }) => node.id)).size).toBe(240);
  expect(gateway.calls()).toBeLessThanOrEqual(4);
  subscription.unsubscribe();
  client.stop();
});

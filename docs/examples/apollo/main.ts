/** Pages through all apps of the latest day with Apollo Client, which merges the pages in its cache. */
import { ApolloClient, gql, HttpLink, type TypedDocumentNode } from '@apollo/client';
import { GATEWAY_URL, HEADERS } from '../gateway-url.ts';
import { createCache } from './cache.ts';

interface Page {
  readonly appUsage: {
    readonly edges: readonly ({ readonly node: { readonly id: string; readonly appName: string } } | null)[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const PAGE: TypedDocumentNode<Page, { readonly after?: string | null }> = gql`
  query Page($after: String) {
    appUsage(first: 100, after: $after) {
      edges { cursor node { id appName metrics { data } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

const client = new ApolloClient({
  link: new HttpLink({ uri: GATEWAY_URL, headers: HEADERS }),
  cache: createCache(),
});
await client.query({ query: PAGE });
const query = client.watchQuery({ query: PAGE });
const subscription = query.subscribe(() => {});
const merged = () => client.readQuery({ query: PAGE })?.appUsage;
for (let page = merged(); page?.pageInfo.hasNextPage; page = merged()) {
  await query.fetchMore({ variables: { after: page.pageInfo.endCursor } });
}
console.log(`${merged()?.edges.length} apps`);
subscription.unsubscribe();
client.stop();

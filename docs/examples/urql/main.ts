/** Pages through all apps of the latest day with urql, whose graphcache merges the pages. */
import { Client, fetchExchange, gql, type TypedDocumentNode } from '@urql/core';
import { GATEWAY_URL, HEADERS } from '../gateway-url.ts';
import { createCacheExchange } from './cache.ts';

interface Page {
  readonly appUsage: {
    readonly edges: readonly ({ readonly node: { readonly id: string; readonly appName: string } } | null)[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const PAGE: TypedDocumentNode<Page, { readonly after: string | null }> = gql`
  query Page($after: String) {
    appUsage(first: 100, after: $after) {
      edges { cursor node { id appName metrics { data } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

const client = new Client({
  url: GATEWAY_URL,
  preferGetMethod: false,
  fetchOptions: { headers: { ...HEADERS } },
  exchanges: [createCacheExchange(), fetchExchange],
});

let after: string | null = null;
for (;;) {
  const answer: { data?: Page | undefined; error?: Error | undefined } = await client
    .query(PAGE, { after })
    .toPromise();
  if (answer.data === undefined) throw answer.error ?? new Error('no answer');
  const { hasNextPage, endCursor } = answer.data.appUsage.pageInfo;
  if (!hasNextPage) break;
  after = endCursor;
}
const merged = await client.query(PAGE, { after: null }, { requestPolicy: 'cache-only' }).toPromise();
console.log(`${merged.data?.appUsage.edges.length} apps`);

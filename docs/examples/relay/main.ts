/** Pages through all apps of the latest day with Relay, which merges the pages in its store. */
import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import { GATEWAY_URL, HEADERS } from '../gateway-url.ts';
import APPS, { type appsQuery } from './__generated__/appsQuery.graphql.ts';

const environment = new Environment({
  network: Network.create(async ({ text }, variables) => {
    const response = await fetch(GATEWAY_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...HEADERS },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  }),
  store: new Store(new RecordSource()),
});
environment.retain(createOperationDescriptor(APPS, { first: 100, after: null }));

let after: string | null | undefined = null;
let edges = 0;
for (;;) {
  const data: appsQuery['response'] | undefined = await fetchQuery<appsQuery>(environment, APPS, {
    first: 100,
    after,
  }).toPromise();
  edges = data?.appUsage?.edges.length ?? 0;
  if (!data?.appUsage?.pageInfo.hasNextPage) break;
  after = data.appUsage.pageInfo.endCursor;
}
console.log(`${edges} apps`);

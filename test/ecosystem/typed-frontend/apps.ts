import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string; Count: number };
}>();

export const APPS = graphql(`
  query Apps($date: Date, $after: String) {
    appUsage(date: $date, first: 50, after: $after) {
      nodes { appName metrics { data } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

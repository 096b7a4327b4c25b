/**
 * Read by relay-compiler, which writes `__generated__/appsQuery.graphql.ts` of it. A bundler's Relay plugin replaces
 * the tag by that file; this program has no bundler and imports the file itself.
 */
import { graphql } from 'relay-runtime';

export const APPS = graphql`
  query appsQuery($first: Int!, $after: String) {
    appUsage(first: $first, after: $after) @connection(key: "Apps_appUsage") {
      edges {
        node {
          id
          appName
          metrics {
            data
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
